"""HTML on standard input, article text on standard output. Run by sources.text.from_html as its own process."""

import contextlib
import resource
import sys

MEMORY_LIMIT_BYTES = 1 << 31


def main() -> int:
    """Read one page. Exit code 1 when trafilatura can't make anything of it."""
    with contextlib.suppress(ValueError, OSError):  # a lower limit already set by the operator stays
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    from trafilatura import extract  # after the limit, so that it holds for the parser too

    html = sys.stdin.buffer.read().decode("utf-8", "replace")
    text = extract(html, include_comments=False, include_tables=False, favor_recall=True) or ""
    # trafilatura ends each paragraph with one line end; the service's paragraphs are separated by blank lines.
    sys.stdout.buffer.write(text.replace("\n", "\n\n").encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
