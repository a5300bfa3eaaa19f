"""Units of measurement in common ones: miles and kilometres are compared in metres, months and weeks in days."""

from dataclasses import dataclass
from functools import cache

from claims.analysis.comparing.numbers import UNBOUNDED, Quantity
from claims.analysis.comparing.words import stem
from claims.analysis.wordlists.lexicon import lexicon

CONVERTED = 0.035  # share by which a figure may differ that was converted and rounded: 60 metres, 200 feet
CALENDAR = 0.02  # the same between months, weeks and days


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity in the base unit of its dimension; dimension "" for what is counted and not measured."""

    dimension: str
    value: float
    low: float
    high: float


def measured(quantity: Quantity) -> Measured:
    """A quantity in base units."""
    dimension, factor, offset = _units().get(quantity.unit, ("", 1.0, 0.0))
    if not dimension or quantity.kind not in ("count", "age"):
        return Measured("", quantity.value, quantity.low, quantity.high)
    high = quantity.high if quantity.high == UNBOUNDED else quantity.high * factor + offset
    return Measured(dimension, quantity.value * factor + offset, quantity.low * factor + offset, high)


def tolerance(left: Quantity, right: Quantity) -> float:
    """Share by which two figures in different units may differ and still be one."""
    if left.unit == right.unit:
        return 0.0
    return CALENDAR if measured(left).dimension == "time" else CONVERTED


@cache
def _units() -> dict[str, tuple[str, float, float]]:
    """Each unit's stem with its dimension, and factor and offset into the base unit."""
    table: dict[str, tuple[str, float, float]] = {}
    for dimension, entries in lexicon()["units"].items():
        for entry in entries.split():
            name, _, factor = entry.partition(":")
            number, _, offset = factor.partition("+")
            # "square_kilometre" is one unit of two words.
            unit = " ".join(map(stem, name.split("_")))
            table[unit] = dimension, float(number), float(offset or 0)
    return table
