"""Dates in claims: written out, as weekdays, or relative to the day of publication."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {name: index for index, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: index for name, index in _MONTHS.items() if name != "may"} | {"sept": 9}
_WEEKDAYS = {
    name: index
    for index, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
# "?a" lets letters match in either case, but not "ı" an "i", which lower() would leave as it is.
_MONTH = "(?P<month>(?a:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r"))\.?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"

# The longest form first; "May" and "March" alone are words, so a month needs a day, a year or a preposition.
# Each with what a text must hold for it: most hold no date, and the patterns are slow to find that out.
_FORMS = tuple(
    (needed, re.compile(pattern, re.IGNORECASE))
    for needed, pattern in (
        ("year", r"\b(?P<year>1[5-9]\d\d|20\d\d)-(?P<month_number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b"),
        ("month", rf"\b{_DAY} (?:of )?{_MONTH} ?,? {_YEAR}\b"),
        ("month", rf"\b{_MONTH} {_DAY} ?, ?{_YEAR}\b"),
        ("month", rf"\b{_DAY} (?:of )?{_MONTH}(?!\w)"),
        ("month", rf"\b{_MONTH} {_DAY}\b(?![,.]?\d)"),
        ("month", rf"\b{_MONTH} ?,? {_YEAR}\b"),
        (
            "month",
            rf"\b(?:in|since|until|by|during|last|early|late|mid|this|of|from|before|after|for) {_MONTH}(?!\w)",
        ),
        ("year", r"\b(?P<year>1[5-9]\d\d|20\d\d)s\b"),
        ("year", r"\b(?P<year>1[5-9]\d\d|20\d\d)[/–-](?:\d\d){1,2}\b"),
        (
            "year",
            r"(?<![\w$€£.,:/-])(?P<year>1[5-9]\d\d|20\d\d)(?![\w%]|[.,/:]\d| (?:percent|per|people|million|billion))",
        ),
        ("weekday", rf"\b(?P<weekday>(?a:{'|'.join(_WEEKDAYS)}))\b"),
        (
            "relative",
            r"\b(?P<relative>(?a:yesterday|today|tonight|tomorrow|(?:last|this|next) year|(?:last|this|next) month))\b",
        ),
    )
)
_AHEAD = re.compile(
    r"\b(?:will|shall|won't|is to|are to|is due|are due|due to|going to|to be held|next|this coming|coming|expected|"
    r"scheduled|opens|starts|begins|resumes|takes place|comes into force|takes effect)\b",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(
    r"\b(?:plans?|planned|hopes?|intends?|may|might|could|would|should|if|ahead of)\b|\b(?:from|by|until|till|as of) $",
    re.IGNORECASE,
)
# What lies behind by then: "was to have opened on Friday", "had planned".
_BEHIND = re.compile(r"\b(?:have been|was|were|had|did|last)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[;:.!?]| but | after | because ")
REACH = 60  # characters before a weekday that tell whether it lies ahead
_YEAR_DIGITS = re.compile(r"\d{4}")
_WORD = re.compile(r"\w+")
_RELATIVE = frozenset(("yesterday", "today", "tonight", "tomorrow", "year", "month"))

_BOUND = re.compile(
    r"\b(before|prior to|until|till|by|no later than|after|since|from|following|starting)"
    r"(?: (?:the|late|early|mid|end of))* $"
)
_BOUNDS = {"before": "before", "prior to": "before", "until": "by", "till": "by", "by": "by", "no later than": "by",
           "after": "after", "following": "after", "since": "since", "from": "since", "starting": "since"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as the text gives it: 0 for an unknown year, month or day; weekday 0 (Monday) to 6 or -1.

    bound: before, by, after, since, or "" for the time itself; decade: "the 1990s".
    """

    text: str
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = -1
    bound: str = ""
    decade: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = tuple(field.name for field in fields(DateMention))


def find_dates(text: str, published_on: date | None) -> tuple[tuple[DateMention, int, int], ...]:
    """Return the dates of a normalised text with their spans, at most 20, in order.

    Weekdays and "yesterday" are resolved against the day of publication when it is known: to the last such day, or to
    the next where the words before it look ahead; where they may, it stays a weekday.
    """
    found: list[tuple[DateMention, int, int]] = []
    taken = [False] * len(text)
    for form in _possible_forms(text):
        for match in form.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or len(found) == 20:
                continue
            mention = _mention(match, published_on, ahead=_ahead(text, match))
            if _is_verb(match):
                continue
            # "Since January" is matched with its preposition.
            named = min(match.start(name) for name, value in match.groupdict().items() if value)
            if bound := _BOUND.search(text[max(0, named - 30) : named].lower()):
                mention = replace(mention, bound=_BOUNDS[bound.group(1)])
            taken[start:end] = [True] * (end - start)
            found.append((mention, start, end))
    return tuple(sorted(found, key=lambda item: item[1]))


def _possible_forms(text: str) -> list[re.Pattern[str]]:
    """The forms whose year, month, weekday or relative word the text holds, in order."""
    words = set(_WORD.findall(text.lower()))
    held = {
        "year": _YEAR_DIGITS.search(text) is not None,
        "month": not words.isdisjoint(_MONTHS),
        "weekday": not words.isdisjoint(_WEEKDAYS),
        "relative": not words.isdisjoint(_RELATIVE),
    }
    return [form for needed, form in _FORMS if held[needed]]


def _is_verb(match: re.Match[str]) -> bool:
    """Tell the verbs from the months: "30 may still be trapped", "of march"; with a year it is the month."""
    parts = match.groupdict()
    return parts.get("month") in ("may", "march") and not parts.get("year")


def _ahead(text: str, match: re.Match[str]) -> bool | None:
    """Whether the words before a weekday tell that it is still to come: "opens on Friday"; None: it may be."""
    clause = _CLAUSE_END.split(text[max(0, match.start() - REACH) : match.start()])[-1]
    if _AHEAD.search(clause) and not _BEHIND.search(clause):
        return True
    return None if _EITHER_WAY.search(clause) else False


def _mention(match: re.Match[str], published_on: date | None, *, ahead: bool | None) -> DateMention:
    parts = match.groupdict()
    text = match.group()
    if relative := parts.get("relative"):
        return _relative(text, relative.lower(), published_on)
    if weekday := parts.get("weekday"):
        number = _WEEKDAYS[weekday.lower()]
        if published_on is None or ahead is None:
            return DateMention(text, weekday=number)
        days = (published_on.weekday() - number) % 7
        day = published_on + timedelta(days=7 - days if days else 0) if ahead else published_on - timedelta(days=days)
        return DateMention(text, day.year, day.month, day.day, number)
    year = int(parts.get("year") or 0)
    month = int(parts.get("month_number") or 0) or _MONTHS.get((parts.get("month") or "").lower().rstrip("."), 0)
    return DateMention(text, year, month, int(parts.get("day") or 0), decade=text.endswith("s") and not month)


def _relative(text: str, words: str, published_on: date | None) -> DateMention:
    if published_on is None:
        return DateMention(text)
    if words.endswith("year"):
        return DateMention(text, published_on.year + {"last": -1, "this": 0, "next": 1}[words.split()[0]])
    if words.endswith("month"):
        day = published_on.replace(day=1) + timedelta(days={"last": -1, "this": 0, "next": 31}[words.split()[0]])
        return DateMention(text, day.year, day.month)
    day = published_on + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(words, 0))
    return DateMention(text, day.year, day.month, day.day, day.weekday())


def agree(left: DateMention, right: DateMention) -> bool | None:
    """Tell whether two dates can be one; None when they share nothing that could tell.

    A month or year holds its days; "before March" and "2 February" agree.
    """
    if left.year and right.year:
        mine, other = _interval(left, left.year), _interval(right, right.year)
    elif left.month and right.month:
        # Without both years the days of one year are compared.
        mine, other = _interval(left, 2000), _interval(right, 2000)
    elif left.weekday >= 0 and right.weekday >= 0:
        return left.weekday == right.weekday
    else:
        return None
    return mine[0] <= other[1] and other[0] <= mine[1]


def within(stated: DateMention, other: DateMention) -> bool | None:
    """Tell whether `other` lies within what `stated` says; None when they share nothing that could tell."""
    if stated.year and other.year:
        mine, theirs = _interval(stated, stated.year), _interval(other, other.year)
    elif stated.month and other.month:
        mine, theirs = _interval(stated, 2000), _interval(other, 2000)
    else:
        return agree(stated, other)
    return mine[0] <= theirs[0] and theirs[1] <= mine[1]


def ended_before(mention: DateMention, day: int, published_on: date) -> bool:
    """Tell whether the time that a mention names was over before a day (proleptic ordinal).

    Without a year the last such time up to the day of publication is meant; without a month too, none is known.
    """
    if not mention.year and not mention.month:
        return False
    year = mention.year
    if not year:
        this_year = _interval(replace(mention, bound=""), published_on.year)
        year = published_on.year - (this_year[0] > published_on.toordinal())
    return _interval(mention, year)[1] < day


def _interval(mention: DateMention, year: int) -> tuple[int, int]:
    """First and last day (proleptic ordinals) of the time that a mention names, in the given year."""
    month, day = mention.month, mention.day
    first = date(year, month or 1, 1)
    if not month:
        last = date(year + (9 if mention.decade else 0), 12, 31)
    elif not day:
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    else:
        # "31 June" is a slip of the pen; it is read as the day after the 30th.
        first = last = first + timedelta(days=day - 1)
    start, end = first.toordinal(), last.toordinal()
    if mention.bound in ("before", "by"):
        return 0, start - 1 if mention.bound == "before" else end
    if mention.bound in ("after", "since"):
        return (end + 1 if mention.bound == "after" else start), 10**7
    return start, end
