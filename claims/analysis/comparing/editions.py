"""Alignment of an article's claims with the sentences of its new version.

Pure: takes the claims of both versions, returns which moved where and which are gone.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from claims.analysis.comparing.wording import key
from claims.analysis.comparing.words import FUNCTION_WORDS

# Share of the words of both that stand in both in one order: "four people died" keeps two of three.
SAME_SENTENCE = 0.6
# Of the words that are no function words, in any order: a frame alone ("he said that it") makes no sentence.
SAME_MATTER = 0.5
REACH = 30  # sentences without a partner that a changed one may have moved; bounds the comparisons
MAX_WORDS = 300  # of a sentence, compared


@dataclass(frozen=True, slots=True)
class Stored:
    """A claim as the old version has it. `key` identifies it; `current` is false where its sentence was gone before."""

    key: int
    text: str
    claimant: str = ""
    start: int = 0
    current: bool = True
    place: tuple[int, int] | None = None  # its span, where it is of the very text that the new claims were found in


@dataclass(frozen=True, slots=True)
class Found:
    """A claim as the new version has it."""

    text: str
    claimant: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Editions:
    """`moved` gives for the number of a new claim the key of the old one that it is; `gone` the keys of the others.

    A claim whose sentence was gone before and is not back is in neither.
    """

    moved: Mapping[int, int]
    gone: tuple[int, ...]


def align(old: Sequence[Stored], new: Sequence[Found]) -> Editions:
    """Find each old claim among the new ones.

    First by its place where the text is the same, then by its wording (up to spelling and punctuation, the same
    claimant preferred, in the order of the text), at last by likeness among what is left: a sentence with another
    figure, name or word is still that sentence. One old claim becomes one new claim at most. Takes time in
    proportion to the claims and, for the rest, to REACH times their number.
    """
    moved: dict[int, int] = {}
    taken: set[int] = set()

    def join(number: int, one: Stored) -> None:
        moved[number] = one.key
        taken.add(one.key)

    places = {one.place: one for one in old if one.place is not None}
    for number, found in enumerate(new):
        if (found.start, found.end) in places:
            join(number, places[found.start, found.end])
    keys = [key(found.text) for found in new]
    for with_claimant in (True, False):
        waiting: dict[object, deque[Stored]] = defaultdict(deque)
        # What stands in the newest text goes before what was gone.
        for one in sorted(old, key=lambda one: (not one.current, one.start, one.key)):
            if one.key not in taken:
                waiting[key(one.text), one.claimant if with_claimant else ""].append(one)
        for number, found in enumerate(new):
            queue = waiting.get((keys[number], found.claimant if with_claimant else ""))
            if number not in moved and queue:
                join(number, queue.popleft())
    left = sorted((one for one in old if one.key not in taken and one.current), key=lambda one: (one.start, one.key))
    free = [number for number in range(len(new)) if number not in moved]
    pairs = _alike([key(one.text)[:MAX_WORDS] for one in left], [keys[number][:MAX_WORDS] for number in free])
    for _, row, column in sorted(pairs):
        if left[row].key not in taken and free[column] not in moved:
            join(free[column], left[row])
    return Editions(moved, tuple(one.key for one in old if one.current and one.key not in taken))


def _alike(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Iterable[tuple[float, int, int]]:
    """The pairs that are one sentence with other words, as (unlikeness, row, column); the likest is the least."""
    matter = [[frozenset(words) - FUNCTION_WORDS for words in side] for side in (old, new)]
    for row, mine in enumerate(old):
        # Where one version has more sentences than the other, the middle of the reach goes along with the share read.
        middle = row * len(new) // len(old)
        for column in range(max(0, middle - REACH), min(len(new), middle + REACH + 1)):
            both, either = matter[0][row] & matter[1][column], len(matter[0][row]) + len(matter[1][column])
            if either and 2 * len(both) >= SAME_MATTER * either:
                likeness = Indel.normalized_similarity(mine, new[column], score_cutoff=SAME_SENTENCE)
                if likeness:
                    yield 1 - likeness, row, column
