"""What two settings of one text have in common: hard line breaks, straight marks or a headline on top change nothing.

Pure: no Django, no database.
"""

import hashlib
import re

from sources.layout import BlockKind, blocks

TOP = 2_000  # characters in which the headline and what stands beside it are sought
_BEFORE_THE_TEXT = {BlockKind.HEADLINE, BlockKind.BYLINE, BlockKind.TIME, BlockKind.FURNITURE}

_MARKS = str.maketrans(dict.fromkeys("’‘‚‛ʼ`´", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("–—―−‐‑", "-"))
_DOUBLED = re.compile(r"''")
_DASH = re.compile(r" ?--? ?")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def folded(text: str) -> str:
    """The text in one line with straight marks; dashes and hyphens, which line breaks add to, are the same or gone."""
    text = " ".join(text.translate(_MARKS).replace("...", "…").split())
    return _HYPHEN.sub("", _DASH.sub("-", _DOUBLED.sub('"', text)))


def body_sha256(text: str, title: str = "") -> str:
    """SHA-256 in hex of the running text of an article, the same however it is set; without the headline on top."""
    body = folded(_running(text, title)) or folded(text)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _running(text: str, title: str) -> str:
    """The text without its title, byline and time, where it begins with them."""
    first, headline = text.lstrip(), title.strip()
    if headline and first[: len(headline)].casefold() == headline.casefold():
        first = first[len(headline) :].lstrip()
    start = 0
    for block in blocks(first[:TOP]):
        # A line of its own without a blank line below may be the first of a paragraph with hard line breaks.
        if block.kind not in _BEFORE_THE_TEXT or not first.startswith("\n\n", block.end):
            break
        start = block.end
    return first[start:]
