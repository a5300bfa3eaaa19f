"""Quantities in claims: their value as an interval, their unit, and the words they stand among.

"At least nine", "nearly 600", "1.2 million", "two-thirds", "$3bn", "5 to 10 per cent" all become intervals, so
that two statements are compared by whether both can be true.
"""

import math
import re
from dataclasses import dataclass
from typing import Any

from claims.analysis.words import FUNCTION_WORDS, stem

MAX_QUANTITIES = 20  # of one claim
UNBOUNDED = 1e300  # stands for no upper bound; JSON has no infinity
NEARBY = 5  # content words on each side that say what is counted

_PIECE = re.compile(
    r"[$€£¥]|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|%|[^\W\d_]+(?:'[^\W\d_]+)*|[-–/:+~.;,()]", re.UNICODE
)
_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fifth": 0.2,
              "fifths": 0.2, "tenth": 0.1}  # fmt: skip
_VAGUE = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2e3, 99_999), "millions": (2e6, 9.99e8),
          "billions": (2e9, 9.99e11), "dozen": (12, 12), "couple": (2, 3)}  # fmt: skip
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_MONEY = frozenset(["dollar", "euro", "pound", "yen", "yuan", "rouble", "ruble", "rupee", "franc", "krona", "crown"])

_NUMBER_WORDS = frozenset(
    [*_ONES, *_TENS, *_SCALES, *_SHORT_SCALES, *_ORDINALS, *_FRACTIONS, *_VAGUE, "less", "fewer", "least", "nearly"]
)

# What stands before a number and moves its bounds; "…or more" may follow it. Longest first.
_LOWER = ("at least", "no fewer than", "no less than", "not less than", "a minimum of", "minimum of")
_ABOVE = ("more than", "greater than", "higher than", "upwards of", "in excess of", "over", "above", "exceeding",
          "exceeded", "exceeds", "exceed", "surpassed", "surpassing", "topped", "better than", "after")  # fmt: skip
_UPPER = ("at most", "no more than", "up to", "a maximum of", "maximum of", "not more than", "as many as",
          "as much as")  # fmt: skip
_BELOW = ("less than", "fewer than", "lower than", "under", "below", "short of", "before")
_NEARLY = ("nearly", "almost", "close to", "just under", "just below", "approaching")
_ABOUT = ("about", "around", "approximately", "roughly", "some", "approx", "circa", "~", "an estimated",
          "estimated", "more or less", "or so")  # fmt: skip
_JUST_OVER = ("just over", "slightly more than", "little more than", "just above")

_QUALIFIERS = sorted(
    [
        (tuple(phrase.split()), kind)
        for kind, phrases in (
            ("at least", _LOWER), ("above", _ABOVE), ("at most", _UPPER), ("below", _BELOW),
            ("nearly", _NEARLY), ("about", _ABOUT), ("just over", _JUST_OVER),
        )
        for phrase in phrases
    ],
    key=lambda item: -len(item[0]),
)  # fmt: skip
_AFTER = {("or", "more"): "at least", ("or", "fewer"): "at most", ("or", "less"): "at most", ("+",): "at least"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as an interval [low, high] (open at a bound that `strict` excludes).

    kind: count, percent, money, ordinal, score; unit: the stem of the word counted, the currency, or "".
    near: stems of content words around it; text: the words as written.
    """

    low: float
    high: float
    kind: str
    unit: str
    near: tuple[str, ...]
    text: str
    qualifier: str = ""

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Quantity":
        """Read what dataclasses.asdict wrote; raises KeyError or TypeError for another shape."""
        return cls(**{**stored, "near": tuple(stored["near"])})


def find_quantities(text: str, dates: tuple[tuple[int, int], ...] = ()) -> tuple[Quantity, ...]:
    """Return the quantities of a normalised text in order, at most MAX_QUANTITIES; `dates` are spans to skip."""
    pieces = [
        (match.group().lower(), match.start(), match.end())
        for match in _PIECE.finditer(text)
        if not any(start <= match.start() < end for start, end in dates)
    ]
    words = [piece for piece, _, _ in pieces]
    found: list[Quantity] = []
    index = 0
    while index < len(words) and len(found) < MAX_QUANTITIES:
        parsed = _parse(words, pieces, index)
        if parsed is None:
            index += 1
            continue
        value, spread, stop, ordinal, tight = parsed
        found.append(_quantity(text, words, pieces, index, stop, value, spread, ordinal, tight))
        index = stop
    return tuple(found)


def _parse(
    words: list[str], pieces: list[tuple[str, int, int]], index: int
) -> tuple[float, float, int, bool, bool] | None:
    """Read one number at `index`: its low and high value, where it ends, whether ordinal, whether a score."""
    word = words[index]
    following = words[index + 1] if index + 1 < len(words) else ""
    after = words[index + 2] if index + 2 < len(words) else ""
    if word[0].isdecimal():
        value = _decimal(word)
        stop = index + 1
        adjacent = stop < len(pieces) and pieces[stop][1] == pieces[index][2]
        if following in ("st", "nd", "rd", "th") and adjacent:
            return value, value, stop + 1, True, False
        if following in _SCALES:
            return value * _SCALES[following], value * _SCALES[following], stop + 1, False, False
        if following in _SHORT_SCALES and adjacent and (following != "m" or _currency(words, index)):
            return value * _SHORT_SCALES[following], value * _SHORT_SCALES[following], stop + 1, False, False
        if following in ("-", "–", ":", "to") and after and after[0].isdecimal():
            other = _decimal(after)
            scale = _SCALES.get(words[index + 3], 1.0) if index + 3 < len(words) else 1.0
            end = index + 3 + (scale != 1.0)
            if following == "to" or (following != ":" and value < other and not adjacent):
                return value * scale, other * scale, end, False, False
            if following != "to" and value < 200 and other < 200:
                return value, other, index + 3, False, True
        return value, value, stop, False, False
    if word in _ORDINALS and (word != "second" or following not in ("", ",", ".")):
        return float(_ORDINALS[word]), float(_ORDINALS[word]), index + 1, True, False
    if word in _VAGUE and (word != "couple" or following == "of"):
        low, high = _VAGUE[word]
        return low, high, index + 1, False, False
    if word in _FRACTIONS and (following == "of" or word == "half"):
        return _FRACTIONS[word], _FRACTIONS[word], index + 1, False, False
    return _number_words(words, index)


def _number_words(words: list[str], index: int) -> tuple[float, float, int, bool, bool] | None:
    """Read "twenty-one", "two hundred and five", "a million", "two-thirds"."""
    total = current = 0.0
    stop = index
    seen = False
    while stop < len(words) and stop - index < 10:
        word = words[stop]
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word in _SCALES and (seen or (index > 0 and words[index - 1] in ("a", "one", "half"))):
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] > 100:
                total, current = total + current, 0.0
        elif (
            seen
            and word in ("-", "and")
            and stop + 1 < len(words)
            and (words[stop + 1] in _ONES or words[stop + 1] in _TENS or words[stop + 1] in _FRACTIONS)
            and (word == "-" or words[stop - 1] in _SCALES)
        ):
            stop += 1
            continue
        elif seen and word in _FRACTIONS and total + current < 10:
            value = (total + current) * _FRACTIONS[word]
            return value, value, stop + 1, False, False
        else:
            break
        seen = True
        stop += 1
    # "one of them", "no one" and "the one" count nothing.
    if not seen or (stop == index + 1 and words[index] in ("one", "zero")):
        return None
    return total + current, total + current, stop, False, False


def _quantity(
    text: str,
    words: list[str],
    pieces: list[tuple[str, int, int]],
    index: int,
    stop: int,
    low: float,
    high: float,
    ordinal: bool,
    score: bool,
) -> Quantity:
    start = index - 1 if index and words[index - 1] in _CURRENCIES else index
    kind, unit = ("ordinal", "") if ordinal else ("count", "")
    end = stop
    if score:
        # Two halves of a result: compared as a whole.
        low = high = low * 1000 + high
        kind = "score"
    elif currency := _currency(words, index):
        kind, unit = "money", currency
    elif stop < len(words) and words[stop] in ("%", "percent"):
        kind, unit, end = "percent", "percent", stop + 1
    elif words[stop : stop + 2] == ["per", "cent"]:
        kind, unit, end = "percent", "percent", stop + 2
    elif words[stop : stop + 1] == ["percentage"]:
        kind, unit, end = "percent", "percent", stop + 1
    if not unit and kind != "score":
        unit = _counted(words, stop, ordinal)
        if unit in _MONEY:
            kind = "money"
        elif not unit and kind == "count" and index and words[index - 1].isalpha():
            # "season 3" is "the third season"
            before = stem(words[index - 1])
            if before in ("season", "part", "number", "chapter", "section", "article", "round", "day", "phase"):
                kind, unit = "ordinal", before
    qualifier, start = _qualifier(words, start, end)
    low, high = _bounds(low, high, qualifier, exact=kind in ("ordinal", "score"))
    near = _near(words, start, end)
    return Quantity(low, min(high, UNBOUNDED), kind, unit, near, text[pieces[start][1] : pieces[end - 1][2]], qualifier)


def _currency(words: list[str], index: int) -> str:
    return _CURRENCIES.get(words[index - 1], "") if index else ""


def _counted(words: list[str], stop: int, ordinal: bool) -> str:
    """The stem of the first content word within four words after the number: what is counted."""
    for word in words[stop : stop + (2 if ordinal else 4)]:
        if word in ("of", "the", "more", "new", "other", "-", "additional", "different", "confirmed", "us"):
            continue
        if not word[0].isalpha() or word in FUNCTION_WORDS:
            return ""
        return stem(word)
    return ""


def _near(words: list[str], start: int, stop: int) -> tuple[str, ...]:
    """Stems of the content words next to the number, nearest first, both sides, each side in its clause."""
    near: list[str] = []
    for side in (words[start - 1 :: -1] if start else [], words[stop:]):
        count = 0
        for word in side[: 3 * NEARBY]:
            if count == NEARBY or word == ";":
                break
            if word[0].isalpha() and word not in FUNCTION_WORDS and word not in _NUMBER_WORDS:
                near.append(stem(word))
                count += 1
    return tuple(near)


def _qualifier(words: list[str], start: int, stop: int) -> tuple[str, int]:
    """The kind of bound the words around a number give it, and where those words start."""
    for phrase, kind in _QUALIFIERS:
        begin = start - len(phrase)
        if begin >= 0 and tuple(words[begin:start]) == phrase:
            return kind, begin
    for phrase, kind in _AFTER.items():
        if tuple(words[stop : stop + len(phrase)]) == phrase:
            return kind, start
    return "", start


def _bounds(low: float, high: float, qualifier: str, exact: bool) -> tuple[float, float]:
    if qualifier == "at least":
        return low, UNBOUNDED
    if qualifier == "at most":
        return 0.0, high
    if qualifier == "above":
        return math.nextafter(high, math.inf), UNBOUNDED
    if qualifier == "below":
        return 0.0, math.nextafter(low, -math.inf)
    if qualifier == "nearly":
        return low * 0.9, math.nextafter(high, -math.inf)
    if qualifier == "just over":
        return math.nextafter(low, math.inf), high * 1.1
    if qualifier == "about":
        return low * 0.9, high * 1.1
    return low, high


def _decimal(digits: str) -> float:
    return float(digits.replace(",", "")) if len(digits) < 200 else UNBOUNDED
