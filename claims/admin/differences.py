"""The drift of two quotations, shown where it happens in both passages."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Self

WORD = re.compile(r"\w+(?:['’.,-]\w+)*")
MOST_ALIGNED_WORDS = 400  # a longer alignment would cost more than it shows


@dataclass(frozen=True, slots=True)
class Change:
    """One stored change, from the side of the claim whose page shows it: `here` became `there`."""

    here: str
    there: str
    kind: str
    changes_meaning: bool

    @classmethod
    def of(cls, stored: dict) -> Self:
        """From a stored change that was turned to this side."""
        return cls(stored["left"], stored["right"], stored["kind"], stored["changes_meaning"])


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a passage; `change` says how it differs from the other passage, None where it does not."""

    text: str
    change: Change | None = None


def marked(here: str, there: str, changes: Sequence[Change]) -> tuple[list[Part], list[Part]]:
    """Both passages in parts, with the words that each change names marked where they stand.

    Changes come in the order of the passages. A change whose words are not found is left unmarked; the list
    beside the passages names it all the same.
    """
    here_regions, there_regions = differing_regions(here, there)
    mirrored = [replace(change, here=change.there, there=change.here) for change in changes]
    theirs = dict(zip(mirrored, changes, strict=True))
    left = mark(here, changes, here_regions)
    right = mark(there, mirrored, there_regions)
    return left, [Part(part.text, theirs[part.change] if part.change else None) for part in right]


def differing_regions(here: str, there: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where two passages differ word by word, as spans of each; empty for very long ones."""
    words, other = list(WORD.finditer(here)), list(WORD.finditer(there))
    if max(len(words), len(other)) > MOST_ALIGNED_WORDS:
        return [], []
    matcher = SequenceMatcher(None, [w.group() for w in words], [w.group() for w in other], autojunk=False)
    differing = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    return (
        [(words[start].start(), words[end - 1].end()) for _, start, end, _, _ in differing if start < end],
        [(other[start].start(), other[end - 1].end()) for _, _, _, start, end in differing if start < end],
    )


def mark(text: str, changes: Sequence[Change], regions: Sequence[tuple[int, int]]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for change in changes:
        place = find(text, change.here, at, regions)
        if place is None:
            continue
        if place[0] > at:
            parts.append(Part(text[at : place[0]]))
        parts.append(Part(text[slice(*place)], change))
        at = place[1]
    if at < len(text):
        parts.append(Part(text[at:]))
    return parts


def find(text: str, words: str, at: int, regions: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The words' first place after `at` that lies where the passages differ, or else their first place at all."""
    found = WORD.findall(words)
    if not found:
        return None
    pattern = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, found)) + r"(?!\w)", re.IGNORECASE)
    starts = [start for start, _ in regions]
    first = None
    for match in pattern.finditer(text, at):
        first = first or match.span()
        region = bisect_right(starts, match.start()) - 1
        if region >= 0 and match.end() <= regions[region][1]:
            return match.span()
    return first
