"""Two versions of an article beside each other, paragraph by paragraph, with the changed words marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

MOST_PARAGRAPHS = 500  # of a version that are compared
MOST_WORDS = 400  # of a paragraph; in a longer one the whole is marked
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a paragraph; `changed` is that the other version does not have it there."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One paragraph of one version; empty where only the other version has it."""

    parts: Sequence[Stretch]

    @property
    def changed(self) -> bool:
        return any(part.changed for part in self.parts)


@dataclass(frozen=True, slots=True)
class Editions:
    """Paragraphs of the earlier and the newer version; what stands beside each other is the same or came from it."""

    pairs: Sequence[tuple[Side, Side]]
    cut: bool  # there is more than is shown

    @property
    def changes(self) -> int:
        return sum(left.changed or right.changed for left, right in self.pairs)


def side_by_side(earlier: str, newer: str) -> Editions:
    """Both texts in paragraphs, aligned. Takes time in proportion to their paragraphs, and bounded for each."""
    old, new = (re.split(r"\n\s*\n", text.strip()) for text in (earlier, newer))
    cut = max(len(old), len(new)) > MOST_PARAGRAPHS
    old, new = old[:MOST_PARAGRAPHS], new[:MOST_PARAGRAPHS]
    pairs: list[tuple[Side, Side]] = []
    for code, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for left, right in zip_longest(old[a:b], new[c:d], fillvalue=""):
            pairs.append((_whole(left), _whole(right)) if code == "equal" else _compared(left, right))
    return Editions(pairs, cut)


def _whole(text: str, *, changed: bool = False) -> Side:
    return Side([Stretch(text, changed)] if text else [])


def _compared(left: str, right: str) -> tuple[Side, Side]:
    mine, theirs = WORDS.findall(left), WORDS.findall(right)
    if not mine or not theirs or max(len(mine), len(theirs)) > 2 * MOST_WORDS:
        return _whole(left, changed=True), _whole(right, changed=True)
    here, there = [], []
    for code, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        here += [Stretch("".join(mine[a:b]), code != "equal")] * (b > a)
        there += [Stretch("".join(theirs[c:d]), code != "equal")] * (d > c)
    return Side(here), Side(there)
