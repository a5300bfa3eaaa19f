"""Passages between quotation marks: nested, straight or curly, doubled, unclosed, over several paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(r"``|''|[\"“”„‟«»＂]|[‘’‚‛'‹›]")
_SINGLE = frozenset("‘’‚‛'‹›")
_OPENING = frozenset("“„«")
_CLOSING = frozenset("”»")
MAX_UNCLOSED = 1_500  # characters an unclosed quotation may claim


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text[start:end]` with its marks, `text[inner_start:inner_end]` without them."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool
    continues: bool = False  # goes on in the next paragraph, which opens with a mark again

    @property
    def words(self) -> tuple[int, int]:
        return self.inner_start, self.inner_end


def quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quotation]:
    """The outermost quotations of each paragraph, in text order and without overlap.

    A mark that is not closed reaches to the end of its paragraph, when the next paragraph opens with a mark
    too (a quotation over several paragraphs) or when there is text enough to be a statement. Apostrophes are
    no marks; a pair of single marks counts where no double mark is open.
    """
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        opens_next = following is not None and text[following[0] : following[0] + 1] in ('"', "“", "„", "«")
        found.extend(_paragraph(text, start, end, opens_next))
    return found


def _paragraph(text: str, start: int, end: int, opens_next: bool) -> list[Quotation]:
    found: list[Quotation] = []
    opened: int | None = None
    inner = start
    single: int | None = None
    for mark in _MARK.finditer(text, start, end):
        character = mark.group()
        before = text[mark.start() - 1] if mark.start() > start else " "
        after = text[mark.end()] if mark.end() < end else " "
        if character in _SINGLE:
            if opened is not None:
                continue
            if single is None:
                if character != "’" and not before.isalnum() and not after.isspace():
                    single = mark.start()
            elif not after.isalnum() and (not before.isspace()):
                if mark.start() - single > 2 and text[single : mark.start()].count("\n") == 0:
                    found.append(Quotation(single, mark.end(), single + 1, mark.start(), True))
                single = None
            continue
        single = None
        opening = character in _OPENING or character == "``"
        closing = character in _CLOSING
        if not opening and not closing:  # a straight mark: its surroundings tell
            opening = opened is None
            closing = not opening
        if opened is None:
            if opening or (closing and not after.isspace() and after.isalnum() and not before.isalnum()):
                opened, inner = mark.start(), mark.end()
            continue
        if opening and character in _OPENING and not before.isspace() and mark.start() == inner:
            inner = mark.end()  # a doubled mark
            continue
        if opening:  # a second opening mark: the first one was never closed
            opened, inner = mark.start(), mark.end()
            continue
        if text[inner : mark.start()].strip(" \n.,…"):
            found.append(Quotation(opened, mark.end(), inner, mark.start(), True))
        opened = None
    if opened is not None:
        words = text[inner:end].split(None, 4)
        if words and (opens_next or len(words) > 3) and end - opened <= MAX_UNCLOSED:
            found.append(Quotation(opened, end, inner, end, False, opens_next))
    found.sort(key=lambda quotation: quotation.start)
    return found
