"""Quantities in claims: their value as an interval, their unit, and the words they stand among.

"At least nine", "nearly 600", "1.2 million", "two-thirds", "$3bn", "5 to 10 per cent" all become intervals, so
that two statements are compared by whether both can be true.
"""

import math
import re
from dataclasses import dataclass, fields
from typing import Any

from claims.analysis.comparing.number_readings import (
    CURRENCIES,
    FIRST_WORDS,
    FRACTIONS,
    ONES,
    ORDINALS,
    PIECE,
    SCALES,
    SHORT_SCALES,
    TABLES,
    TENS,
    UNBOUNDED,
    VAGUE,
    Number,
    at,
    read_number,
)
from claims.analysis.comparing.words import FUNCTION_WORDS, stem

__all__ = ["UNBOUNDED", "Quantity", "find_quantities"]

MAX_QUANTITIES = 20  # of one claim
NEARBY = 5  # content words on each side that say what is counted

_MONEY = frozenset(TABLES["money"].split())
_NUMBERED = frozenset(map(stem, TABLES["numbered"].split()))
_KINDS_OF_BOUND = ("at_least", "above", "at_most", "below", "nearly", "about", "just_over", "exactly")
_QUALIFIERS = {tuple(phrase.split("_")): kind for kind in _KINDS_OF_BOUND for phrase in TABLES[kind].split()}
# The longest phrase first, so that "no more than" is not read as "more than".
_QUALIFIER_LENGTHS = sorted({len(phrase) for phrase in _QUALIFIERS}, reverse=True)
_FOLLOWING = {
    ("or", "more"): "at_least",
    ("or", "fewer"): "at_most",
    ("or", "less"): "at_most",
    ("+",): "at_least",
    ("at", "most"): "at_most",
    ("at", "least"): "at_least",
    ("at", "the", "most"): "at_most",
    ("at", "the", "least"): "at_least",
}
_NUMBER_WORDS = frozenset([*ONES, *TENS, *SCALES, *SHORT_SCALES, *ORDINALS, *FRACTIONS, *VAGUE]) | {
    word for phrase in _QUALIFIERS for word in phrase
}
_SKIPPED = frozenset(["of", "the", "more", "new", "other", "-", "additional", "different", "us", "total", "confirmed"])
_LENGTHS = frozenset(map(stem, ["km", "kilometre", "kilometer", "mile", "m", "metre", "meter", "foot"]))
_TEMPERATURES = {
    "c": "celsius",
    "celsius": "celsius",
    "centigrade": "celsius",
    "f": "fahrenheit",
    "fahrenheit": "fahrenheit",
}
_DAYS = {"year": 365.25, "month": 30.4375, "week": 7.0, "day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as an interval [low, high], after its qualifier ("at least", "nearly") has moved the bounds.

    value: as stated; kind: count, percent, money, ordinal, rating ("7/10"), score ("2:1"), time ("16:30") or age;
    unit: the stem of the word counted, the currency, or ""; near: stems of content words around it, the nearest
    first; text: the words as written.
    """

    value: float
    low: float
    high: float
    kind: str
    unit: str
    near: tuple[str, ...]
    text: str

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in _FIELDS}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Quantity":
        """Read what `to_json` wrote; raises KeyError or TypeError for another shape."""
        return cls(**{**stored, "near": tuple(stored["near"])})


_FIELDS = tuple(field.name for field in fields(Quantity))


def find_quantities(text: str, dates: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Return the quantities of a normalised text in order, at most MAX_QUANTITIES; `dates` are spans to skip."""
    spans = list(PIECE.finditer(text))
    if dates:
        spans = [match for match in spans if not any(start <= match.start() < end for start, end in dates)]
    pieces = [match.group().lower() for match in spans]
    starts = [index for index, piece in enumerate(pieces) if piece in FIRST_WORDS or piece[0].isdecimal()]
    if not starts:
        return ()
    joined = [index > 0 and spans[index - 1].end() == match.start() for index, match in enumerate(spans)]
    found: list[Quantity] = []
    read = 0  # pieces before this one are read
    for index in starts:
        if index < read or len(found) == MAX_QUANTITIES:
            continue
        number = read_number(pieces, joined, index)
        if number is None:
            continue
        _read_unit(pieces, number)
        _read_age(pieces, number)
        _read_rest(pieces, number)
        named = number.kind == "count" and not number.unit and index and pieces[index] != "minus"
        if named and _labels(spans[index - 1], joined[index]):
            # "Silo 4", "Boeing 737": part of a name.
            number.kind, number.unit = "ordinal", stem(pieces[index - 1])
        kind_of_bound, start = _qualifier(pieces, number)
        low, high = _bounds(number, kind_of_bound)
        written = text[spans[start].start() : spans[number.stop - 1].end()]
        near = _near(pieces, start, number.stop)
        found.append(Quantity(number.low, low, high, number.kind, number.unit, near, written))
        read = number.stop
    return tuple(found)


def _labels(before: re.Match[str], joined: bool) -> bool:
    """Tell whether the word before a number is a name that the number belongs to."""
    word = before.group()
    return word[0].isupper() and before.start() > 0 and word.lower() not in FUNCTION_WORDS and not joined


def _read_unit(pieces: list[str], number: Number) -> None:
    """Set kind and unit from the words before and after the number, and take a unit's sign into its span."""
    if number.kind in ("score", "rating", "time") or number.unit:
        return
    if at(pieces, number.start - 1) == "a" and pieces[number.start] in ("dozen", *SCALES):
        number.start -= 1
    if _read_measure(pieces, number):
        return
    before, following = at(pieces, number.start - 1), at(pieces, number.stop)
    if before in CURRENCIES:
        number.kind, number.unit = "money", CURRENCIES[before]
        number.start -= 1
    elif following in ("%", "percent", "percentage"):
        number.kind, number.unit = "percent", "percent"
        number.stop += 1
    elif (following, at(pieces, number.stop + 1)) == ("per", "cent"):
        number.kind, number.unit = "percent", "percent"
        number.stop += 2
    else:
        number.unit = _counted(pieces, number.stop, 2 if number.kind == "ordinal" else 4)
        if number.unit in _MONEY:
            number.kind = "money"
        elif (at(pieces, number.start - 2), before) == ("no", "."):
            number.kind, number.unit = "ordinal", "number"
        elif number.kind == "count" and stem(before) in _NUMBERED:
            # "Season 3" is "the third season".
            number.kind, number.unit = "ordinal", stem(before)


def _read_measure(pieces: list[str], number: Number) -> bool:
    """Read units of more than one word: "28 °C", "degrees Fahrenheit", "100 km/h", "miles an hour", "square miles"."""
    step = number.stop + (at(pieces, number.stop) == "-")
    first, second, third = (at(pieces, step + distance) for distance in range(3))
    if first in ("°", "degree", "degrees") and second in _TEMPERATURES:
        number.unit, number.stop = _TEMPERATURES[second], step + 2
    elif first in _TEMPERATURES and len(first) > 1:
        number.unit, number.stop = _TEMPERATURES[first], step + 1
    elif first in ("square", "sq", "cubic"):
        after = third if second in ("-", ".") else second
        if not after[:1].isalpha():
            return False
        number.unit, number.stop = f"{stem(first)} {stem(after)}", step + 2 + (after == third != second)
    elif stem(first) in _LENGTHS and (second in ("an", "per", "a", "/")) and third in ("hour", "h"):
        number.unit, number.stop = f"{stem(first)} hour", step + 3
    else:
        return False
    return True


def _read_age(pieces: list[str], number: Number) -> None:
    """Tell ages from counts: "Okonjo, 23, scored", "a 34-year-old nurse", "of 52 years of age", "aged 9"."""
    before, stop = at(pieces, number.start - 1), number.stop
    if number.kind != "count" or number.low > 120 or number.low % 1:
        return
    between_commas = before == "," and at(pieces, stop) == "," and at(pieces, number.start - 2).isalpha()
    hyphen = at(pieces, stop) == "-"
    named = at(pieces, stop + hyphen) in ("year", "years") and "old" in pieces[stop + 1 : stop + 4 + hyphen]
    of_age = pieces[stop : stop + 3] == ["years", "of", "age"]
    if (between_commas and not number.unit) or named or of_age or before in ("aged", "age"):
        number.kind, number.unit = "age", "year"


def _read_rest(pieces: list[str], number: Number) -> None:
    """Add the smaller unit of a duration: "four years and six months" is 54 months; "two days ago" is no duration."""
    if number.kind != "count" or number.unit not in _DAYS or not number.unit.startswith(stem(at(pieces, number.stop))):
        return
    if at(pieces, number.stop + 1) in ("ago", "earlier", "later", "before", "after", "afterwards"):
        number.kind = "offset"
        return
    step = number.stop + 1
    step += at(pieces, step) in ("and", ",")
    word = at(pieces, step)
    value = ONES.get(word) or TENS.get(word) or (float(word) if word.isdecimal() and len(word) < 4 else 0.0)
    smaller = stem(at(pieces, step + 1))
    if pieces[max(0, number.start - 3) : number.start] == ["a", "year", "and"] and number.unit == "month":
        number.low, number.high, number.start = number.low + 12, number.high + 12, number.start - 3
        return
    if value and smaller in _DAYS and _DAYS[smaller] < _DAYS[number.unit]:
        more = value * _DAYS[smaller] / _DAYS[number.unit]
        number.low, number.high, number.stop = number.low + more, number.high + more, step + 2


def _counted(pieces: list[str], stop: int, reach: int) -> str:
    """The stem of the first content word after the number: what is counted."""
    for word in pieces[stop : stop + reach]:
        if word in _SKIPPED:
            continue
        if not word[0].isalpha() or word in FUNCTION_WORDS:
            return ""
        return stem(word)
    return ""


def _near(pieces: list[str], start: int, stop: int) -> tuple[str, ...]:
    """Stems of the content words around the number, the nearest first."""
    sides = []
    for side in (pieces[start - 1 :: -1] if start else [], pieces[stop:]):
        content = (
            (distance, stem(word))
            for distance, word in enumerate(side[: 3 * NEARBY])
            if word[0].isalpha() and word not in FUNCTION_WORDS and word not in _NUMBER_WORDS
        )
        sides.append([item for item, _ in zip(content, range(NEARBY), strict=False)])
    ordered = sorted(sides[0] + sides[1], key=lambda item: item[0])
    return tuple(dict.fromkeys(word for _, word in ordered))


def _qualifier(pieces: list[str], number: Number) -> tuple[str, int]:
    """The kind of bound that the words around a number give it, and where those words start."""
    for length in _QUALIFIER_LENGTHS:
        begin = number.start - length
        if begin >= 0 and (kind := _QUALIFIERS.get(tuple(pieces[begin : number.start]), "")):
            return kind, begin
    for phrase, kind in _FOLLOWING.items():
        # "100 or more people" and "100 people or more".
        for begin in (number.stop, number.stop + 1):
            if tuple(pieces[begin : begin + len(phrase)]) == phrase:
                return kind, number.start
    return "", number.start


def _bounds(number: Number, kind: str) -> tuple[float, float]:
    """The interval in which the number lies; "over 100" and "under 100" leave out the 100."""
    low, high = number.low, number.high
    if low < 0:
        return low, high
    if kind == "at_least":
        return low, UNBOUNDED
    if kind == "at_most":
        return 0.0, high
    if kind == "above":
        return math.nextafter(high, math.inf), UNBOUNDED
    if kind == "below":
        return 0.0, math.nextafter(low, -math.inf)
    if kind == "nearly":
        return low * 0.9, math.nextafter(high, -math.inf)
    if kind == "just_over":
        return math.nextafter(low, math.inf), high * 1.1
    if kind == "about":
        return low * 0.9, high * 1.1
    return low, high
