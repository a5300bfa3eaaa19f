"""Quantities in claims: their value as an interval, their unit, and the words they stand among.

"At least nine", "nearly 600", "1.2 million", "two-thirds", "$3bn", "5 to 10 per cent" all become intervals, so
that two statements are compared by whether both can be true.
"""

import math
import re
from dataclasses import dataclass, fields
from typing import Any

from claims.analysis.comparing.words import FUNCTION_WORDS, stem
from claims.analysis.wordlists.lexicon import lexicon

MAX_QUANTITIES = 20  # of one claim
UNBOUNDED = 1e300  # stands for no upper bound; JSON has no infinity
NEARBY = 5  # content words on each side that say what is counted

_TABLES: dict[str, str] = lexicon()["numbers"]


def _values(name: str) -> dict[str, float]:
    return {word: float(value) for word, value in (entry.split(":") for entry in _TABLES[name].split())}


_ONES = {word: float(value) for value, word in enumerate(_TABLES["ones"].split())}
_TENS = {word: 10.0 * value for value, word in enumerate(_TABLES["tens"].split(), 2)}
_ORDINALS = {word: float(value) for value, word in enumerate(_TABLES["ordinals"].split(), 1)}
_SCALES = _values("scales")
_SHORT_SCALES = _values("short_scales")
_FRACTIONS = _values("fractions")
_VAGUE = {
    word: tuple(map(float, bounds.split("-")))
    for word, bounds in (entry.split(":") for entry in _TABLES["vague"].split())
}
_MONEY = frozenset(_TABLES["money"].split())
_NUMBERED = frozenset(map(stem, _TABLES["numbered"].split()))
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_KINDS_OF_BOUND = ("at_least", "above", "at_most", "below", "nearly", "about", "just_over", "exactly")
_QUALIFIERS = {tuple(phrase.split("_")): kind for kind in _KINDS_OF_BOUND for phrase in _TABLES[kind].split()}
# The longest phrase first, so that "no more than" is not read as "more than".
_QUALIFIER_LENGTHS = sorted({len(phrase) for phrase in _QUALIFIERS}, reverse=True)
_FOLLOWING = {("or", "more"): "at_least", ("or", "fewer"): "at_most", ("or", "less"): "at_most", ("+",): "at_least"}
_NUMBER_WORDS = frozenset([*_ONES, *_TENS, *_SCALES, *_SHORT_SCALES, *_ORDINALS, *_FRACTIONS, *_VAGUE]) | {
    word for phrase in _QUALIFIERS for word in phrase
}
# A number in words starts with one of these.
_FIRST_WORDS = frozenset(["half", *_ONES, *_TENS, *_SCALES, *_ORDINALS, *_FRACTIONS, *_VAGUE])
_SKIPPED = frozenset(["of", "the", "more", "new", "other", "-", "additional", "different", "us", "total", "confirmed"])

_PIECE = re.compile(
    r"[$€£¥]|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+|,\d{1,2}(?!\d))?|%|[^\W\d_]+(?:'[^\W\d_]+)*|[-–/:+~.;,()#]",
    re.UNICODE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as an interval [low, high], after its qualifier ("at least", "nearly") has moved the bounds.

    value: as stated; kind: count, percent, money, ordinal, rating ("7/10"), score ("2:1") or time ("16:30");
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


@dataclass(slots=True)
class _Number:
    """A number as read, before unit and qualifier: pieces [start, stop)."""

    low: float
    high: float
    start: int
    stop: int
    kind: str = "count"
    unit: str = ""


def find_quantities(text: str, dates: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Return the quantities of a normalised text in order, at most MAX_QUANTITIES; `dates` are spans to skip."""
    spans = list(_PIECE.finditer(text))
    if dates:
        spans = [match for match in spans if not any(start <= match.start() < end for start, end in dates)]
    pieces = [match.group().lower() for match in spans]
    starts = [index for index, piece in enumerate(pieces) if piece in _FIRST_WORDS or piece[0].isdecimal()]
    if not starts:
        return ()
    joined = [index > 0 and spans[index - 1].end() == match.start() for index, match in enumerate(spans)]
    found: list[Quantity] = []
    read = 0  # pieces before this one are read
    for index in starts:
        if index < read or len(found) == MAX_QUANTITIES:
            continue
        number = _digits(pieces, joined, index) if pieces[index][0].isdecimal() else _spelled(pieces, index)
        if number is None:
            continue
        _read_unit(pieces, number)
        if number.kind == "count" and not number.unit and index and _labels(spans[index - 1], joined[index]):
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


def _digits(pieces: list[str], joined: list[bool], index: int) -> _Number:
    """Read a number that starts with a digit: "1,184", "17th", "3bn", "1.2 million", "5-10", "2:1", "7/10"."""
    value = _decimal(pieces[index])
    number = _Number(value, value, index, index + 1)
    following, after = _at(pieces, index + 1), _at(pieces, index + 2)
    glued = index + 1 < len(pieces) and joined[index + 1]
    if following in ("st", "nd", "rd", "th") and glued:
        number.kind, number.stop = "ordinal", index + 2
    elif following in _SCALES:
        number.low = number.high = value * _SCALES[following]
        number.stop = index + 2
    elif following in _SHORT_SCALES and glued and (following != "m" or _at(pieces, index - 1) in _CURRENCIES):
        number.low = number.high = value * _SHORT_SCALES[following]
        number.stop = index + 2
    elif following == "/" and after in ("5", "10", "100"):
        number.kind, number.unit, number.stop = "rating", after, index + 3
    elif following in ("-", "–", ":", "to") and after[:1].isdecimal():
        other = _decimal(after)
        scale = _SCALES.get(_at(pieces, index + 3), 1.0)
        counted = _at(pieces, index + 3).isalpha() or _at(pieces, index + 3) in ("%", "$")
        if following == "to" or (following != ":" and value < other and counted):
            number.low, number.high = sorted((value * scale, other * scale))
            number.stop = index + 3 + (scale != 1.0)
        elif following == ":" and len(after) == 2:
            # Hours and minutes, on a clock of twelve hours.
            number.low = number.high = value % 12 * 60 + other
            number.kind, number.stop = "time", index + 3
        elif value < 200 and other < 200:
            # The two halves of a result are compared as a whole.
            number.low = number.high = value * 1000 + other
            number.kind, number.stop = "score", index + 3
    return number


def _spelled(pieces: list[str], index: int) -> _Number | None:
    """Read "twenty-one", "two hundred and five", "a million", "two-thirds", "dozens", "the third"."""
    word, following = pieces[index], _at(pieces, index + 1)
    if word in _ORDINALS and not (word == "second" and following in ("", ",", ".")):
        return _Number(_ORDINALS[word], _ORDINALS[word], index, index + 1, "ordinal")
    if word in _VAGUE:
        low, high = _VAGUE[word]
        return _Number(low, high, index, index + 1)
    if word == "half" and following in ("a", "of") and _at(pieces, index + 2) in _SCALES:
        value = 0.5 * _SCALES[_at(pieces, index + 2)]
        return _Number(value, value, index, index + 3)
    if word in _FRACTIONS and (following == "of" or word == "half"):
        return _share(_FRACTIONS[word], index, index + 1)
    return _number_words(pieces, index)


def _number_words(pieces: list[str], index: int) -> _Number | None:
    total = current = 0.0
    stop = index
    seen = False
    while stop < min(len(pieces), index + 10):
        word, following = pieces[stop], _at(pieces, stop + 1)
        if word in _ONES or word in _TENS:
            current += _ONES.get(word, _TENS.get(word, 0.0))
        elif word in _SCALES and (seen or _at(pieces, index - 1) in ("a", "one")):
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] > 100:
                total, current = total + current, 0.0
        elif seen and word == "-" and following in _FRACTIONS and total + current < 10:
            return _share((total + current) * _FRACTIONS[following], index, stop + 2)
        elif seen and _joins(pieces, stop):
            pass
        else:
            break
        seen = True
        stop += 1
    # "One of them", "no one" and "the one" count nothing.
    if not seen or (stop == index + 1 and pieces[index] in ("one", "zero")):
        return None
    return _Number(total + current, total + current, index, stop)


def _joins(pieces: list[str], index: int) -> bool:
    """Tell whether a hyphen or "and" joins two parts of one number: "twenty-one", "two hundred and five"."""
    word, following = pieces[index], _at(pieces, index + 1)
    if word == "-":
        return following in _ONES
    return word == "and" and pieces[index - 1] in _SCALES and (following in _ONES or following in _TENS)


def _share(part: float, start: int, stop: int) -> _Number:
    """A fraction, as the percentage that it is."""
    return _Number(100 * part, 100 * part, start, stop, "percent", "percent")


def _read_unit(pieces: list[str], number: _Number) -> None:
    """Set kind and unit from the words before and after the number, and take a unit's sign into its span."""
    if number.kind in ("score", "rating", "time") or number.unit:
        return
    before, following = _at(pieces, number.start - 1), _at(pieces, number.stop)
    if before in _CURRENCIES:
        number.kind, number.unit = "money", _CURRENCIES[before]
        number.start -= 1
    elif following in ("%", "percent", "percentage"):
        number.kind, number.unit = "percent", "percent"
        number.stop += 1
    elif (following, _at(pieces, number.stop + 1)) == ("per", "cent"):
        number.kind, number.unit = "percent", "percent"
        number.stop += 2
    else:
        number.unit = _counted(pieces, number.stop, 2 if number.kind == "ordinal" else 4)
        if number.unit in _MONEY:
            number.kind = "money"
        elif number.kind == "count" and stem(before) in _NUMBERED:
            # "Season 3" is "the third season".
            number.kind, number.unit = "ordinal", stem(before)


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


def _qualifier(pieces: list[str], number: _Number) -> tuple[str, int]:
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


def _bounds(number: _Number, kind: str) -> tuple[float, float]:
    """The interval in which the number lies; "over 100" and "under 100" leave out the 100."""
    low, high = number.low, number.high
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


def _at(pieces: list[str], index: int) -> str:
    return pieces[index] if 0 <= index < len(pieces) else ""


def _decimal(digits: str) -> float:
    if len(digits) >= 200:
        return UNBOUNDED
    whole, comma, rest = digits.partition(",")
    # "4,6" is a decimal written the continental way, "4,600" is not.
    return float(f"{whole}.{rest}") if comma and len(rest) < 3 else float(digits.replace(",", ""))
