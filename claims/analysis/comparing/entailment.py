"""Which numbers and dates of two claims speak of the same thing, and whether both can be true."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from claims.analysis.comparing.numbers import UNBOUNDED, Quantity
from claims.analysis.comparing.words import rarity, synonyms

ALIGNED = 0.45  # affinity below which two numbers are taken to count different things


class Entailment(StrEnum):
    """Whether the number of the other claim entails, allows or excludes that of this one."""

    HOLDS = "holds"  # the other lies within it: "at least nine" and "17"
    OPEN = "open"  # both can be true, neither follows: "over 13,500" and "under 14,000"
    EXCLUDED = "excluded"  # both can't be true


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two quantities that seem to count the same thing; affinity is 0 to about 2.5."""

    left: Quantity
    right: Quantity
    affinity: float
    entailment: Entailment  # of the right for the left
    reverse: Entailment  # of the left for the right


def align_quantities(left: Sequence[Quantity], right: Sequence[Quantity]) -> tuple[Aligned, ...]:
    """Pair up the quantities of two claims, each at most once, the likeliest first."""
    candidates = [
        (affinity(mine, other), i, j)
        for i, mine in enumerate(left)
        for j, other in enumerate(right)
        if mine.kind == other.kind
    ]
    # Ties are broken by the places in a way that does not depend on which claim is the left one.
    candidates.sort(key=lambda item: (-item[0], item[1] + item[2], abs(item[1] - item[2])))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: list[Aligned] = []
    for strength, i, j in candidates:
        if strength < ALIGNED or i in taken_left or j in taken_right:
            continue
        taken_left.add(i)
        taken_right.add(j)
        mine, other = left[i], right[j]
        pairs.append(Aligned(mine, other, strength, entails(mine, other), entails(other, mine)))
    return tuple(pairs)


def affinity(left: Quantity, right: Quantity) -> float:
    """How likely two quantities of one kind count the same thing: unit, words around them, closeness of value."""
    groups = synonyms()
    units = 0.0
    if left.unit and right.unit and groups.get(left.unit, left.unit) == groups.get(right.unit, right.unit):
        units = 1.0
    elif left.unit in right.near or right.unit in left.near:
        units = 0.7
    elif left.kind == "count" and left.unit and right.unit:
        units = -0.2
    elif left.kind == "money":
        units = -0.5
    around = 0.0 if set(left.near).isdisjoint(right.near) else _around(_decayed(left.near), _decayed(right.near))
    return 0.8 * units + 1.2 * around + 0.5 * _closeness(left.value, right.value)


def entails(stated: Quantity, other: Quantity) -> Entailment:
    """Tell whether `other` entails `stated`, excludes it or leaves it open. A rounding entails its number."""
    if other.low > stated.high or other.high < stated.low:
        return Entailment.HOLDS if _rounds(stated, other) or _rounds(other, stated) else Entailment.EXCLUDED
    if stated.low <= other.low and other.high <= stated.high:
        return Entailment.HOLDS
    # "About 100,000" is told by its value; a one-sided bound leaves open what it leaves open.
    if other.high != UNBOUNDED and other.low > 0 and stated.low <= other.value <= stated.high:
        return Entailment.HOLDS
    return Entailment.OPEN


def _rounds(rough: Quantity, fine: Quantity) -> bool:
    """Tell whether "1.2 million" is a rounding of "1,214,000": equal in the digits that the rough one gives."""
    if rough.low != rough.high or fine.low != fine.high or rough.value < 1000 or rough.kind in ("ordinal", "score"):
        return False
    step = 1.0
    while rough.value % (step * 10) == 0:
        step *= 10
    # At least two digits must be given, and the other number has to be finer.
    return step <= rough.value / 10 and fine.value % step != 0 and abs(rough.value - fine.value) < step / 2


def _around(left: dict[str, float], right: dict[str, float]) -> float:
    """Weight of the words that two numbers stand among, over that of the number with the lighter words."""
    shared = sum(min(weight, right[word]) for word, weight in left.items() if word in right)
    return shared / max(1e-9, min(sum(left.values()), sum(right.values())))


@lru_cache(maxsize=2_000)  # one claim is compared with many
def _decayed(near: tuple[str, ...]) -> dict[str, float]:
    return {word: (0.15 + rarity(word)) / (1 + 0.25 * distance) for distance, word in enumerate(near)}


def _closeness(left: float, right: float) -> float:
    if left <= 0 or right <= 0:
        return 1.0 if left == right else 0.0
    return math.exp(-2 * abs(math.log(left / right)))
