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
    """The quotations of one paragraph; `opens_next` tells whether the next paragraph opens with a mark."""
    reader = _MarkReader(text)
    for mark in _MARK.finditer(text, start, end):
        before = text[mark.start() - 1] if mark.start() > start else " "
        after = text[mark.end()] if mark.end() < end else " "
        if mark.group() in _SINGLE:
            reader.read_single(mark, before, after)
        else:
            reader.read_double(mark, before, after)
    reader.end(end, opens_next)
    return sorted(reader.found, key=lambda quotation: quotation.start)


class _MarkReader:
    """The quotations found so far in a paragraph, and the mark that waits for its other half."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Quotation] = []
        self._opened: int | None = None  # start of the double mark that is open
        self._inner = 0  # where the words behind it begin
        self._single: int | None = None  # start of the single mark that is open, outside double marks

    def read_single(self, mark: re.Match[str], before: str, after: str) -> None:
        """Open or close a pair of single marks; apostrophes and marks within double ones are passed over."""
        if self._opened is not None:
            return
        if self._single is None:
            if mark.group() != "’" and not before.isalnum() and not after.isspace():
                self._single = mark.start()
        elif not after.isalnum() and not before.isspace():
            words = self.text[self._single : mark.start()]
            if len(words) > 2 and "\n" not in words:
                self.found.append(Quotation(self._single, mark.end(), self._single + 1, mark.start(), True))
            self._single = None

    def read_double(self, mark: re.Match[str], before: str, after: str) -> None:
        """Open or close a quotation."""
        self._single = None
        opening = mark.group() in _OPENING or mark.group() == "``"
        closing = mark.group() in _CLOSING
        if not opening and not closing:  # a straight mark: its surroundings tell
            opening = self._opened is None
            closing = not opening
        if self._opened is None:
            if opening or (closing and after.isalnum() and not before.isalnum()):
                self._opened, self._inner = mark.start(), mark.end()
        elif opening and mark.group() in _OPENING and not before.isspace() and mark.start() == self._inner:
            self._inner = mark.end()  # a doubled mark
        elif opening:  # a second opening mark: the first one was never closed
            self._opened, self._inner = mark.start(), mark.end()
        else:
            if self.text[self._inner : mark.start()].strip(" \n.,…"):
                self.found.append(Quotation(self._opened, mark.end(), self._inner, mark.start(), True))
            self._opened = None

    def end(self, end: int, opens_next: bool) -> None:
        """Take what is still open as a quotation up to the end, where it is text enough or the next paragraph goes on.

        No longer than MAX_UNCLOSED.
        """
        if self._opened is None or end - self._opened > MAX_UNCLOSED:
            return
        words = self.text[self._inner : end].split(None, 4)
        if words and (opens_next or len(words) > 3):
            self.found.append(Quotation(self._opened, end, self._inner, end, False, opens_next))
