"""Reads one number, in digits or in words, at a place in the pieces of a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.analysis.wordlists.lexicon import lexicon

UNBOUNDED = 1e300  # stands for no upper bound; JSON has no infinity

TABLES: dict[str, str] = lexicon()["numbers"]


def _values(name: str) -> dict[str, float]:
    return {word: float(value) for word, value in (entry.split(":") for entry in TABLES[name].split())}


ONES = {word: float(value) for value, word in enumerate(TABLES["ones"].split())}
TENS = {word: 10.0 * value for value, word in enumerate(TABLES["tens"].split(), 2)}
ORDINALS = {word: float(value) for value, word in enumerate(TABLES["ordinals"].split(), 1)}
SCALES = _values("scales")
SHORT_SCALES = _values("short_scales")
FRACTIONS = _values("fractions")
VAGUE = {
    word: tuple(map(float, bounds.split("-")))
    for word, bounds in (entry.split(":") for entry in TABLES["vague"].split())
}
CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
# A number in words starts with one of these.
FIRST_WORDS = frozenset(["half", "minus", *ONES, *TENS, *SCALES, *ORDINALS, *FRACTIONS, *VAGUE])
_AFTER_METRES = frozenset(["long", "wide", "high", "deep", "tall", "from", "above", "below", "away", "of", "to", "in"])
_ZONES = frozenset(["gmt", "utc", "cet", "cest", "est", "edt", "bst", "local"])

PIECE = re.compile(
    r"[$€£¥°]|[^\W\d_]\d[\w.]*|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+|,\d{1,2}(?!\d))?|%|[^\W\d_]+(?:'[^\W\d_]+)*|[-–/:+~.;,()#]",
    re.UNICODE,
)


@dataclass(slots=True)
class Number:
    """A number as read, before unit and qualifier: pieces [start, stop)."""

    low: float
    high: float
    start: int
    stop: int
    kind: str = "count"
    unit: str = ""


def read_number(pieces: Sequence[str], joined: Sequence[bool], index: int) -> Number | None:
    """The number that starts at a piece; `joined` tells of each piece whether it follows the last without a space."""
    if pieces[index] == "minus":
        number = read_number(pieces, joined, index + 1) if at(pieces, index + 1)[:1].isdecimal() else None
        number = number or (_number_words(pieces, index + 1) if at(pieces, index + 1) in ONES else None)
        return number and Number(-number.high, -number.low, index, number.stop, number.kind, number.unit)
    if pieces[index][0].isdecimal():
        return _digits(pieces, joined, index)
    return _spelled(pieces, index)


def _digits(pieces: Sequence[str], joined: Sequence[bool], index: int) -> Number:
    """Read a number that starts with a digit: "1,184", "17th", "3bn", "1.2 million", "5-10", "2:1", "7/10"."""
    value = _decimal(pieces[index])
    number = Number(value, value, index, index + 1)
    following, after = at(pieces, index + 1), at(pieces, index + 2)
    glued = index + 1 < len(pieces) and joined[index + 1]
    if time := _clock(pieces, index, glued):
        return time
    if share := _one_in(pieces, index, value, index + 1):
        return share
    if following in ("st", "nd", "rd", "th") and glued:
        number.kind, number.stop = "ordinal", index + 2
    elif following in SCALES:
        number.low = number.high = value * SCALES[following]
        number.stop = index + 2
    elif following in SHORT_SCALES and _short_scale(pieces, index, glued):
        number.low = number.high = value * SHORT_SCALES[following]
        number.stop = index + 2
    elif following == "/" and after in ("5", "10", "100"):
        number.kind, number.unit, number.stop = "rating", after, index + 3
    elif following in ("-", "–", ":", "to", "and") and after[:1].isdecimal():
        _two_numbers(pieces, index, number, value, glued)
    return number


def _two_numbers(pieces: Sequence[str], index: int, number: Number, value: float, glued: bool) -> None:
    """A range ("5-10", "5 to 10", "between 5 and 10") or a result ("2:1", "3-1", "41 to 38")."""
    following, after = pieces[index + 1], pieces[index + 2]
    other = _decimal(after)
    scale = SCALES.get(at(pieces, index + 3), 1.0)
    counted = at(pieces, index + 3).isalpha() or at(pieces, index + 3) in ("%", "$")
    if following == "and" and at(pieces, index - 1) != "between":
        return
    if (following in ("to", "and") or (following != ":" and counted)) and value < other:
        # "3 to 4 million" is of millions twice, "900,000 to 1.2 million" once.
        low = value * scale if value * scale < other * scale and value < 1000 else value
        number.low, number.high = low, other * scale
        number.stop = index + 3 + (scale != 1.0)
    elif following == ":" and len(after) == 2:
        # Hours and minutes, on a clock of twelve hours.
        number.low = number.high = value % 12 * 60 + other
        number.kind, number.stop = "time", index + 3
    elif following != "and" and value < 1000 and other < 1000 and (glued or following == "to"):
        # The two halves of a result are compared as a whole.
        number.low = number.high = value * 1000 + other
        number.kind, number.stop = "score", index + 3


def _clock(pieces: Sequence[str], index: int, glued: bool) -> Number | None:
    """Read "5:52 a.m.", "5.52am", "6pm", "0352 GMT", "23:12 GMT"; the unit is the zone, where one is given."""
    digits, stop, minutes = pieces[index], index + 1, 0.0
    if at(pieces, stop) == ":" and glued and len(at(pieces, index + 2)) == 2 and at(pieces, index + 2).isdecimal():
        minutes, stop = float(pieces[index + 2]), index + 3
        if at(pieces, stop) == ":":
            return None  # hours, minutes and seconds: how long a race took
    word, after = at(pieces, stop), at(pieces, stop + 1)
    dotted = (word, after, at(pieces, stop + 2)) in (("a", ".", "m"), ("p", ".", "m"))
    half_day = word in ("am", "pm") or dotted
    end = stop + (4 if dotted and at(pieces, stop + 3) == "." else 3 if dotted else 1 if half_day else 0)
    zone = at(pieces, end)
    if not half_day and zone not in _ZONES:
        return None
    hours, _, fraction = digits.partition(".")
    if len(hours) == 4 and not fraction and stop == index + 1:
        hours, fraction = hours[:2], hours[2:]
    if fraction:
        minutes = float(fraction)
    if len(hours) > 2 or float(hours) > 24 or minutes > 59:
        return None
    zoned = zone in _ZONES
    value = float(hours) % 12 * 60 + minutes
    return Number(value, value, index, end + zoned, "time", "" if not zoned or zone == "local" else zone)


def _short_scale(pieces: Sequence[str], index: int, glued: bool) -> bool:
    """Whether the letters after a number are a scale: "$3m", "3m people", "1.5 bn"; not "3m deep", "3 m"."""
    scale, after = pieces[index + 1], at(pieces, index + 2)
    money = at(pieces, index - 1) in CURRENCIES
    if scale == "m":
        return money or (glued and after.isalpha() and after not in _AFTER_METRES and len(after) > 1)
    return glued or money or scale in ("bn", "mn", "mln", "tn")


def _one_in(pieces: Sequence[str], index: int, value: float, stop: int) -> Number | None:
    """Read "three in ten", "9 out of 10", "one in every four": shares, told in round figures."""
    following = at(pieces, stop)
    if following != "in" and (following, at(pieces, stop + 1)) != ("out", "of"):
        return None
    stop += 1 if following == "in" else 2
    stop += at(pieces, stop) == "every"
    whole = at(pieces, stop)
    size = ONES.get(whole) or TENS.get(whole) or (100.0 if whole == "hundred" else 0.0)
    size = size or (float(whole) if whole in ("2", "3", "4", "5", "6", "7", "8", "9", "10", "20", "50", "100") else 0.0)
    if not size or not 0 < value < size or at(pieces, stop + 1) in SCALES:
        return None
    return _share(value / size, index, stop + 1)


def _spelled(pieces: Sequence[str], index: int) -> Number | None:
    """Read "twenty-one", "two hundred and five", "a million", "two-thirds", "dozens", "half a dozen", "the third"."""
    word, following = pieces[index], at(pieces, index + 1)
    if word in ORDINALS and not (word == "second" and following in ("", ",", ".")):
        if word in FRACTIONS and at(pieces, index - 1) == "a" and following == "of":
            return _share(FRACTIONS[word], index, index + 1)
        return Number(ORDINALS[word], ORDINALS[word], index, index + 1, "ordinal")
    if word in VAGUE:
        low, high = VAGUE[word]
        return Number(low, high, index, index + 1)
    if word == "half":
        if following in ("a", "of") and at(pieces, index + 2) in (*SCALES, "dozen"):
            value = 0.5 * SCALES.get(at(pieces, index + 2), 12.0)
            return Number(value, value, index, index + 3)
        return None if at(pieces, index - 1) == "-" else _share(0.5, index, index + 1)
    before = at(pieces, index - 1)
    if word in FRACTIONS and before not in ORDINALS and (following == "of" or before == "a"):
        return _share(FRACTIONS[word], index, index + 1)
    return _number_words(pieces, index)


def _number_words(pieces: Sequence[str], index: int) -> Number | None:
    total = current = 0.0
    stop = index
    seen = False
    while stop < min(len(pieces), index + 10):
        word, following = pieces[stop], at(pieces, stop + 1)
        if word in ONES or word in TENS:
            current += ONES.get(word, TENS.get(word, 0.0))
        elif word in SCALES and (seen or at(pieces, index - 1) in ("a", "one")):
            current = max(current, 1.0) * SCALES[word]
            if SCALES[word] > 100:
                total, current = total + current, 0.0
        elif word == "dozen" and seen:
            current *= 12
        elif seen and total + current < 10 and (word in FRACTIONS or (word == "-" and following in FRACTIONS)):
            if at(pieces, stop + (word == "-") + 1) not in ("year", "of") or word != "quarter":
                part, stop = FRACTIONS[following if word == "-" else word], stop + 1 + (word == "-")
                return _share((total + current) * part, index, stop)
            break
        elif seen and _joins(pieces, stop):
            pass
        else:
            break
        seen = True
        stop += 1
    value, one = total + current, stop == index + 1 and pieces[index] in ("one", "zero")
    if seen and (mixed := _mixed(pieces, index, stop, value)):
        return mixed
    if seen and (share := _one_in(pieces, index, value, stop)):
        return share
    # "One of them", "no one" and "the one" count nothing.
    if not seen or one:
        return None
    if at(pieces, stop) == "to" and at(pieces, stop + 1) in ONES | TENS:
        other = _number_words(pieces, stop + 1)
        if other is not None and value < other.low:
            return Number(value, other.high, index, other.stop)
        if other is not None and max(value, other.high) < 1000:
            return Number(value * 1000 + other.low, value * 1000 + other.low, index, other.stop, "score")
    return Number(value, value, index, stop)


def _mixed(pieces: Sequence[str], index: int, stop: int, value: float) -> Number | None:
    """Read what follows the whole of "three and a half", "three and three-quarters", "five point eight"."""
    rest = list(pieces[stop : stop + 5])
    if rest[:2] == ["point", at(rest, 1)] and at(rest, 1) in ONES:
        return _plain(value + ONES[rest[1]] / 10, index, stop + 2)
    if rest[:2] == ["and", "a"] and at(rest, 2) in FRACTIONS:
        return _plain(value + FRACTIONS[rest[2]], index, stop + 3)
    if rest[:2] == ["and", "three"]:
        end = 3 if at(rest, 2) == "-" else 2
        if at(rest, end) == "quarters":
            return _plain(value + 0.75, index, stop + end + 1)
    return None


def _plain(value: float, start: int, stop: int) -> Number:
    return Number(value, value, start, stop)


def _joins(pieces: Sequence[str], index: int) -> bool:
    """Tell whether a hyphen or "and" joins two parts of one number: "twenty-one", "two hundred and five"."""
    word, following = pieces[index], at(pieces, index + 1)
    if word == "-":
        return following in ONES
    return word == "and" and pieces[index - 1] in SCALES and (following in ONES or following in TENS)


def _share(part: float, start: int, stop: int) -> Number:
    """A fraction, as the percentage that it is."""
    percent = 100 * part
    return Number(percent, percent, start, stop, "percent", "percent")


def at(pieces: Sequence[str], index: int) -> str:
    """A piece, "" beyond the text."""
    return pieces[index] if 0 <= index < len(pieces) else ""


def _decimal(digits: str) -> float:
    if len(digits) >= 200:
        return UNBOUNDED
    whole, comma, rest = digits.partition(",")
    # "4,6" is a decimal written the continental way, "4,600" is not.
    return float(f"{whole}.{rest}") if comma and len(rest) < 3 else float(digits.replace(",", ""))
