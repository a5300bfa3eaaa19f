"""Figures that claims give of one thing: which of them differ, and how a figure went from report to report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claims.analysis.comparing.numbers import Quantity

# "Fourth", "at half past six" and "two days ago" count nothing.
COUNT_NOTHING = frozenset(["ordinal", "time", "offset"])
REACH = 5  # content words around a number, the nearest first, that say what it counts
LEAST_ALIKE = 2  # words that two numbers have in common when both are of one thing
UNIT = 3  # words that one unit is worth


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that a claim, by its key, gives."""

    claim: int
    quantity: Quantity


def matching(left: Sequence[Quantity], right: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Pairs of figures of one thing, the surest first; each figure is in one pair at most."""
    rated = [(_alike(one, other), -here, -there) for here, one in enumerate(left) for there, other in enumerate(right)]
    used_left, used_right = set[int](), set[int]()
    for rating, here, there in sorted(rated, reverse=True):
        if rating < LEAST_ALIKE:
            return
        if here not in used_left and there not in used_right:
            used_left.add(here)
            used_right.add(there)
            yield left[-here], right[-there]


def differing(left: Sequence[Quantity], right: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """The surest pair of figures of one thing that can't both hold; None when there is none."""
    return next((pair for pair in matching(left, right) if _apart(*pair)), None)


def series(given: Mapping[int, Sequence[Quantity]], links: Iterable[tuple[int, int]]) -> list[list[Given]]:
    """Figures of one thing that linked claims give, where they give more than one; the largest series first.

    `given` has the figures by claim, `links` pairs of claims that say the same or contradict each other. A claim is in
    a series once, so that a chain of links never makes one series of two things.
    """
    group: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for left, right in sorted(links):
        here, there = given.get(left, ()), given.get(right, ())
        for one, other in matching(here, there):
            first, second = (left, here.index(one)), (right, there.index(other))
            mine, theirs = group.setdefault(first, {first}), group.setdefault(second, {second})
            if mine is theirs or {claim for claim, _ in mine} & {claim for claim, _ in theirs}:
                continue
            mine |= theirs
            group |= dict.fromkeys(theirs, mine)
    distinct = {id(found): found for found in group.values()}
    found = [[Given(claim, given[claim][at]) for claim, at in sorted(one)] for one in distinct.values()]
    differ = [one for one in found if len({item.quantity.value for item in one}) > 1]
    return sorted(differ, key=lambda one: (-len(one), one[0].claim))


def _alike(left: Quantity, right: Quantity) -> int:
    """How many words say that two figures are of one thing."""
    if left.kind != right.kind or left.kind in COUNT_NOTHING:
        return 0
    words = defaultdict(int, dict.fromkeys(left.near[:REACH], 1))
    words[left.unit] = 1
    common = sum(words[word] for word in {*right.near[:REACH], right.unit} if word)
    return common + UNIT * bool(left.unit and left.unit == right.unit) + (left.value == right.value) * bool(common)


def _apart(left: Quantity, right: Quantity) -> bool:
    return left.high < right.low or right.high < left.low
