"""Articles in files: a header of YAML between two lines of ---, then plain text; format in seeds/README.md.

A folder may come from anybody. Only regular files that lie in it are read, so that no link leads to a password file and
no pipe holds the command up; and of each no more than an article may have.
"""

import errno
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from django.utils.dateparse import parse_datetime
from frontmatter.default_handlers import YAMLHandler

from factcheck.moments import MOST_CHARACTERS as TIME_CHARACTERS
from factcheck.moments import in_bounds
from sources.errors import IngestError

SUFFIXES = {".txt", ".md", ".html", ".htm"}
MAX_BYTES = 8 * 1024 * 1024
DOSSIER_FILE = "dossier.json"
DOSSIER_BYTES = 100_000
HEADER_CHARACTERS = 20_000
HEADER_DEPTH = 4
EMPTY = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One article as its file gives it. Keys of `source` are fields of the table Source."""

    text: str
    source: dict[str, str] = field(default_factory=dict)
    title: str = ""
    url: str = ""
    byline: str = ""
    language: str = ""
    published_at: datetime | None = None
    html: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is: `path`, inside the folder `top` that somebody named."""

    top: Path
    path: Path

    def beside(self, name: str) -> "Place":
        return Place(self.top, self.path.parent / name)


def article_places(paths: list[Path]) -> Iterator[Place]:
    """The files themselves, and what has the name of an article in the folders, in the order of their names.

    Links are not followed. Links to folders come as they are, for `read_article` to say so.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from (Place(path, found) for found in sorted(below(path)))
        else:
            yield Place(path.parent, path)


def below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder, followlinks=False):
        yield from (Path(root, name) for name in folders if Path(root, name).is_symlink())
        for name in files:
            if Path(name).suffix.lower() in SUFFIXES and name.lower() != "readme.md":
                yield Path(root, name)


def read_article(place: Place) -> ArticleFile:
    """Read one file. Raises IngestError with a sentence for what is no readable article."""
    content = read_regular(place, most=MAX_BYTES)
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IngestError("text", f"The file is not UTF-8 text (byte {error.start:,} is not).") from error
    if "\0" in written[:10_000]:
        raise IngestError("text", "The file is binary, not text.")
    metadata, text = split(written)
    source = metadata.get("source") or {}
    if not isinstance(source, dict):
        source = {"name": words("source", source)}
    return ArticleFile(
        text=text,
        source={key: words(key, value) for key, value in source.items() if value},
        published_at=moment(metadata.get("published_at")),
        html=place.path.suffix.lower() in {".html", ".htm"},
        **{key: words(key, metadata.get(key, "")) for key in ("title", "url", "byline", "language")},
    )


def read_regular(place: Place, *, most: int) -> bytes:
    """The content of a regular file, each folder on the way opened inside the one before and no link followed.

    Raises IngestError with a sentence; FileNotFoundError is its cause where there is no such file.
    """
    *folders, name = place.path.relative_to(place.top).parts or (place.path.name,)
    here = -1
    try:
        here = os.open(place.top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for folder in folders:
            inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            os.close(here)
            here = inner
        check_kind(os.stat(name, dir_fd=here, follow_symlinks=False))  # opening a device alone may set it off
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, dir_fd=here)
        with os.fdopen(file, "rb") as opened:
            state = os.fstat(opened.fileno())
            check_kind(state)  # of what was opened, whatever its name stands for by now
            content = opened.read(most + 1)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise IngestError("text", "The file can't be read: a link stands on the way to it.") from error
        raise IngestError("text", f"The file can't be read: {error.strerror}.") from error
    finally:
        if here >= 0:
            os.close(here)
    if len(content) > most:
        size = max(state.st_size, len(content))
        raise IngestError("text", f"The file has {size:,} bytes; {most:,} are read at most.")
    return content


def check_kind(state: os.stat_result) -> None:
    """Raise IngestError for all but regular files."""
    if stat.S_ISLNK(state.st_mode):
        raise IngestError("text", "It is a symbolic link, which is not followed. Name the file that it points to.")
    if not stat.S_ISREG(state.st_mode):
        raise IngestError("text", "It is no regular file but a folder, pipe, socket or device.")


class HeaderLoader(yaml.BaseLoader):
    """YAML of texts, lists and mappings: nothing that refers to another place, and not deeply nested."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's stubs leave its type out
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise IngestError("text", "The file's header holds an anchor (&) or alias (*), which are not read.")
        if self.depth == HEADER_DEPTH:
            raise IngestError("text", f"The file's header is nested more than {HEADER_DEPTH} deep.")
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        value = str(super().construct_scalar(node))
        return "" if node.style is None and value in EMPTY else value


class HeaderHandler(YAMLHandler):
    def load(self, fm: str, **_: object) -> Any:
        if len(fm) > HEADER_CHARACTERS:
            raise IngestError("text", f"The file's header may have {HEADER_CHARACTERS:,} characters at most.")
        return yaml.load(fm, Loader=HeaderLoader)


def split(written: str) -> tuple[dict[str, Any], str]:
    """The header and the text after it. Raises IngestError."""
    handler = HeaderHandler()
    written = written.strip()
    if not handler.detect(written):
        return {}, written
    try:
        return frontmatter.parse(written, handler=handler)
    except IngestError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        raise IngestError(
            "text", f"The file's header is not valid YAML: {' '.join(str(error).split())[:200]}."
        ) from error


def words(key: str, value: Any) -> str:
    """A text of the header. Raises IngestError for a list or mapping in its place."""
    if not isinstance(value, str):
        raise IngestError(key, f"The {key} in the file's header is a text, not a list or mapping.")
    return value


def moment(written: object) -> datetime | None:
    """A time of publication as written: ISO 8601 with a zone, or a date alone, which counts as midnight UTC.

    Raises IngestError.
    """
    if written in (None, ""):
        return None
    text = str(written)[: TIME_CHARACTERS + 1]
    found = None
    if text.isascii() and len(text) <= TIME_CHARACTERS:
        try:
            found = parse_datetime(text) or datetime.combine(date.fromisoformat(text), datetime.min.time())
        except ValueError:
            found = None
    if found is None:
        raise IngestError(
            "published_at", f"{text[:50]!r} is not a time in ISO 8601, such as 2024-03-12T15:40:00+01:00."
        )
    try:
        return in_bounds(found if found.tzinfo else found.replace(tzinfo=UTC))
    except ValueError as error:
        raise IngestError("published_at", str(error)) from None


def read_dossier(place: Place) -> dict[str, str] | None:
    """Slug, title and summary of the dossier whose file lies beside; None when there is none. Raises IngestError."""
    beside = place.beside(DOSSIER_FILE)
    try:
        written = json.loads(read_regular(beside, most=DOSSIER_BYTES).decode())
    except IngestError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return None
        raise IngestError("dossier", f"{beside.path}: {error.sentence}") from error
    except (ValueError, RecursionError) as error:
        raise IngestError("dossier", f"{beside.path} is not JSON: {str(error)[:200]}.") from error
    if not isinstance(written, dict) or not written.get("slug") or not written.get("title"):
        raise IngestError("dossier", f"{beside.path} needs a slug and a title.")
    return {key: words(key, written.get(key) or "") for key in ("slug", "title", "summary")}
