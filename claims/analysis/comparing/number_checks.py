"""Numbers of two claims for one thing: whether they agree, can't both be true, or are two counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.entailment import Entailment, entails
from claims.analysis.comparing.growth import growth
from claims.analysis.comparing.numbers import UNBOUNDED, Quantity
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.units import measured, tolerance
from claims.analysis.comparing.words import rarity, synonyms

SUMMED = 10  # least sum of two numbers that is no chance
FAR = 20.0  # times by which two numbers differ that hardly count one thing, where their units do not tell
SMALL = 12  # up to here two numbers are equal by chance as often as not
LEAST_ALIKE = 0.3  # of two numbers that are taken to count one thing


class _Answer(IntEnum):
    DIFFERS = 0
    OPEN = 1
    AGREES = 2


@dataclass(frozen=True, slots=True)
class _Match:
    left: Quantity
    right: Quantity
    answer: _Answer
    alike: float


def number_checks(pair: Pair) -> Iterator[Check]:
    """The surest agreeing, differing and open numbers of a pair; of each kind one sentence."""
    found = _matches(pair)
    left, right = pair.left.quantities, pair.right.quantities
    differing = [
        one
        for one in found
        if one.answer == _Answer.DIFFERS and not _adds_up(one.left, right) and not _adds_up(one.right, left)
    ]
    aligned = [item for item in pair.aligned if any((item.left, item.right) == (o.left, o.right) for o in differing)]
    grown, sentence = growth(pair, aligned)
    if grown:
        yield Check(CheckKind.NUMBER_GREW, 0.8, sentence)
        gone = [(item.left, item.right) for item in grown]
        differing = [one for one in differing if (one.left, one.right) not in gone]
    agreeing = [one for one in found if one.answer == _Answer.AGREES]
    open_ = [one for one in found if one.answer == _Answer.OPEN]
    if agreeing:
        words = " and ".join(f"“{one.left.text}” and “{one.right.text}”" for one in agreeing[:2])
        # Each further number in common makes it surer.
        doubt = 1.0
        for one in agreeing:
            doubt *= 1 - one.alike
        yield Check(CheckKind.NUMBER_AGREES, 1 - doubt, f"The numbers agree: {words}.")
    if differing:
        first = max(differing, key=lambda one: one.alike)
        yield Check(
            CheckKind.NUMBER_DIFFERS, first.alike, f"Another number: “{first.left.text}” and “{first.right.text}”."
        )
    if open_:
        first = max(open_, key=lambda one: one.alike)
        yield Check(
            CheckKind.NUMBER_OPEN,
            first.alike,
            f"The counts differ, though both can be true: “{first.left.text}” and “{first.right.text}”.",
        )


def _matches(pair: Pair) -> list[_Match]:
    """Numbers of both that count one thing, each once: those that agree first, then the likeliest."""
    left, right = pair.left.quantities, pair.right.quantities
    if not left or not right:
        return []
    candidates = []
    for i, mine in enumerate(left):
        for j, other in enumerate(right):
            if (answer := _answer(mine, other)) is not None:
                alike = _alike(mine, other, answer)
                candidates.append((answer == _Answer.AGREES and alike >= LEAST_ALIKE, alike, -i - j, i, j, answer))
    candidates.sort(reverse=True)
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    found = []
    for _, alike, _, i, j, answer in candidates:
        if alike >= LEAST_ALIKE and i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            found.append(_Match(left[i], right[j], answer, alike))
    return found


def _answer(left: Quantity, right: Quantity) -> _Answer | None:
    """Whether two numbers agree; None where they measure different things."""
    if left.kind != right.kind:
        return None
    mine, other = measured(left), measured(right)
    if mine.dimension != other.dimension:
        return None
    if left.kind in ("money", "rating", "offset") and left.unit and right.unit and left.unit != right.unit:
        return None
    if left.kind in ("ordinal", "time") and left.unit != right.unit:
        return None  # another thing, or a clock of another zone
    slack = tolerance(left, right)
    if mine.dimension and slack:
        wide = max(abs(mine.value), abs(other.value)) * slack
        left = _scaled(left, mine.value, mine.low - wide, mine.high if mine.high == UNBOUNDED else mine.high + wide)
        right = _scaled(right, other.value, other.low, other.high)
    entailment, reverse = entails(left, right), entails(right, left)
    if entailment == reverse == Entailment.EXCLUDED:
        return _Answer.DIFFERS if _apart(left, right) and not _rounded(left, right) else _Answer.AGREES
    if Entailment.HOLDS in (entailment, reverse):
        lopsided = left.value != right.value and UNBOUNDED in (left.high, right.high) and left.high == right.high
        return _Answer.OPEN if lopsided else _Answer.AGREES
    return _Answer.OPEN


def _apart(left: Quantity, right: Quantity) -> bool:
    """Whether two numbers that exclude each other differ: "100" and "over 100" are one number told twice."""
    bounds = (left.low, left.high, right.low, right.high)
    return left.value != right.value or (0.0 in bounds and UNBOUNDED in bounds)


def _rounded(left: Quantity, right: Quantity) -> bool:
    """Whether one is the other without its decimals: "83 per cent" and "83.4%", "67 percent" and "two thirds"."""
    rough, fine = sorted((left.value, right.value), key=lambda value: value % 1 != 0)
    return left.kind in ("count", "percent", "money") and rough % 1 == 0 and fine % 1 != 0 and abs(rough - fine) < 0.5


def _adds_up(one: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether a number is the sum of two others: 192 aboard, and 187 passengers and a crew of five."""
    counts = [other.value for other in others if other.kind == "count"]
    return (
        one.kind == "count"
        and one.value >= SUMMED
        and any(first + second == one.value for first, second in combinations(counts, 2))
    )


def _scaled(quantity: Quantity, value: float, low: float, high: float) -> Quantity:
    return Quantity(value, low, high, quantity.kind, quantity.unit, quantity.near, quantity.text)


def _alike(left: Quantity, right: Quantity, answer: _Answer) -> float:
    """How likely two numbers count one thing, 0 to 1: by unit, the words around them, and how rare the number is."""
    groups = synonyms()
    unit, other = groups.get(left.unit, left.unit), groups.get(right.unit, right.unit)
    mine = measured(left)
    around = _around(left, right)
    if mine.dimension or left.kind in ("money", "percent"):
        base = 0.35 + 0.65 * around
    elif unit and unit == other:
        base = 0.55 + 0.45 * around
    elif (unit and unit in right.near[:4]) or (other and other in left.near[:4]):
        base = 0.45 + 0.55 * around
    elif unit and other:
        base = 0.1 + 0.6 * around
    else:
        base = 0.2 + 0.6 * around
    if not (unit and unit == other) and not left.value / FAR < right.value < left.value * FAR:
        base *= 0.5
    if answer == _Answer.AGREES and left.value == right.value:
        digits = len(f"{left.value:g}".rstrip("0").replace(".", "").replace("-", ""))
        base += 0.25 * (digits > 1) + 0.2 * (digits > 2) + 0.15 * (left.value > SMALL)
    return min(1.0, base)


def _around(left: Quantity, right: Quantity) -> float:
    here, there = _decayed(left.near), _decayed(right.near)
    shared = sum(min(weight, there[word]) for word, weight in here.items() if word in there)
    return min(1.0, 1.5 * shared / max(0.8, min(sum(here.values()), sum(there.values()))))


def _decayed(near: tuple[str, ...]) -> dict[str, float]:
    groups = synonyms()
    found: dict[str, float] = {}
    for distance, word in enumerate(near):
        found.setdefault(groups.get(word, word), (0.15 + rarity(word)) / (1 + 0.2 * distance))
    return found
