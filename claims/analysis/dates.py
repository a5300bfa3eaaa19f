"""Dates in claims: written out, as weekdays, or relative to the day of publication."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {name: index for index, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: index for name, index in _MONTHS.items() if name != "may"} | {"sept": 9}
_WEEKDAYS = {
    name: index
    for index, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"

# The longest form first; "May" and "March" alone are words, so a month needs a day, a year or a preposition.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>1[5-9]\d\d|20\d\d)-(?P<month_number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b",
        rf"\b{_DAY} (?:of )?{_MONTH} ?,? {_YEAR}\b",
        rf"\b{_MONTH} {_DAY} ?, ?{_YEAR}\b",
        rf"\b{_DAY} (?:of )?{_MONTH}(?!\w)",
        rf"\b{_MONTH} {_DAY}\b(?![,.]?\d)",
        rf"\b{_MONTH} ?,? {_YEAR}\b",
        rf"\b(?:in|since|until|by|during|last|early|late|mid|this|of|from|before|after|for) {_MONTH}(?!\w)",
        r"\b(?P<year>1[5-9]\d\d|20\d\d)s\b",
        r"(?<![\w$€£.,:/-])(?P<year>1[5-9]\d\d|20\d\d)(?![\w%:]|[.,/]\d| (?:percent|per|people|million|billion))",
        rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
        r"\b(?P<relative>yesterday|today|tonight|tomorrow|last year|this year|next year|last month|this month)\b",
    )
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as far as the text gives it: 0 for an unknown year, month or day; weekday 0 (Monday) to 6 or -1."""

    text: str
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = -1


def find_dates(text: str, published_on: date | None) -> tuple[tuple[DateMention, int, int], ...]:
    """Return the dates of a normalised text with their spans, at most 20, in order.

    Weekdays and "yesterday" are resolved against the day of publication when it is known: to the last such day.
    """
    found: list[tuple[DateMention, int, int]] = []
    taken = [False] * len(text)
    for form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span()
            if any(taken[start:end]) or len(found) == 20:
                continue
            mention = _mention(match, published_on)
            taken[start:end] = [True] * (end - start)
            found.append((mention, start, end))
    return tuple(sorted(found, key=lambda item: item[1]))


def _mention(match: re.Match[str], published_on: date | None) -> DateMention:
    parts = match.groupdict()
    text = match.group()
    if relative := parts.get("relative"):
        return _relative(text, relative.lower(), published_on)
    if weekday := parts.get("weekday"):
        number = _WEEKDAYS[weekday.lower()]
        if published_on is None:
            return DateMention(text, weekday=number)
        day = published_on - timedelta(days=(published_on.weekday() - number) % 7)
        return DateMention(text, day.year, day.month, day.day, number)
    year = int(parts.get("year") or 0)
    month = int(parts.get("month_number") or 0) or _MONTHS.get((parts.get("month") or "").lower().rstrip("."), 0)
    return DateMention(text, year, month, int(parts.get("day") or 0))


def _relative(text: str, words: str, published_on: date | None) -> DateMention:
    if published_on is None:
        return DateMention(text)
    if words.endswith("year"):
        return DateMention(text, published_on.year + {"last": -1, "this": 0, "next": 1}[words.split()[0]])
    if words.endswith("month"):
        day = published_on.replace(day=1) - timedelta(days=1 if words.startswith("last") else 0)
        return DateMention(text, day.year, day.month)
    day = published_on + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(words, 0))
    return DateMention(text, day.year, day.month, day.day, day.weekday())


def agree(left: DateMention, right: DateMention) -> bool | None:
    """Tell whether two dates can be one; None when they share nothing that could tell."""
    comparable = False
    for mine, other in ((left.year, right.year), (left.month, right.month), (left.day, right.day)):
        if mine and other:
            if mine != other:
                return False
            comparable = True
    if left.weekday >= 0 and right.weekday >= 0 and not comparable:
        # Without a date of publication the same weekday name is all there is.
        return left.weekday == right.weekday
    return True if comparable else None
