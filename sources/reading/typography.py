"""Hash of a text that is independent of its layout: line breaks, kinds of quotation marks, a headline on top.

Pure: no Django, no database.
"""

import hashlib
import re
from collections.abc import Sequence

from sources.reading.layout import Block, BlockKind, blocks

_BEFORE_THE_TEXT = {BlockKind.HEADLINE, BlockKind.BYLINE, BlockKind.TIME, BlockKind.FURNITURE}

_MARKS = str.maketrans(dict.fromkeys("’‘‚‛ʼ`´", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("–—―−‐‑", "-"))
_DOUBLED = re.compile(r"''")
_DASH = re.compile(r" ?--? ?")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def folded(text: str) -> str:
    """The text in one line with straight marks; dashes and hyphens, which line breaks add to, are the same or gone."""
    text = " ".join(text.translate(_MARKS).replace("...", "…").split())
    return _HYPHEN.sub("", _DASH.sub("-", _DOUBLED.sub('"', text)))


def body_sha256(text: str, title: str = "", parts: Sequence[Block] | None = None) -> str:
    """SHA-256 in hex of the running text of an article, independent of its layout; without the headline on top.

    `parts` are the blocks of the text, where they are known already.
    """
    body = folded(text[_beginning(text, title.strip(), blocks(text) if parts is None else parts) :]) or folded(text)
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _beginning(text: str, title: str, parts: Sequence[Block]) -> int:
    """Where the running text begins, behind title, byline and time."""
    start = len(title) if text[: len(title)].casefold() == title.casefold() else 0
    for block in parts:
        if block.end > start:
            # A line of its own without a blank line below may be the first of a paragraph with hard line breaks.
            if block.kind not in _BEFORE_THE_TEXT or not text.startswith("\n\n", block.end):
                break
            start = block.end
    return start
