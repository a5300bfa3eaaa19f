"""Dates of two claims: whether they can be one."""

from collections.abc import Iterator
from datetime import date

from claims.analysis.comparing.check import Check, CheckKind
from claims.analysis.comparing.dates import DateMention, agree
from claims.analysis.comparing.pair import Pair

WEEK = 7  # days
DAY, MONTH, YEAR, WEEKDAY = 1.0, 0.7, 0.5, 0.6  # strength of a date, by what it gives


def date_checks(pair: Pair) -> Iterator[Check]:
    """A date in common, or else a date of each where no two agree."""
    agreeing: list[tuple[float, DateMention, DateMention]] = []
    differing: list[tuple[float, DateMention, DateMention]] = []
    for mine in pair.left.dates:
        for other in pair.right.dates:
            verdict = one_time(mine, other)
            if verdict is not None:
                strength = min(precision(mine), precision(other))
                (agreeing if verdict else differing).append((strength, mine, other))
    if agreeing:
        strength, mine, other = max(agreeing, key=lambda item: item[0])
        written = f"“{mine.text}”" if mine.text == other.text else f"“{mine.text}” and “{other.text}”"
        yield Check(CheckKind.DATE_AGREES, strength, f"The dates agree: {written}.")
    elif differing:
        strength, mine, other = max(differing, key=lambda item: item[0])
        # Of many dates one is of something else as often as not.
        strength /= max(len(pair.left.dates), len(pair.right.dates))
        yield Check(CheckKind.DATE_DIFFERS, strength, f"Another date: “{mine.text}” and “{other.text}”.")


def one_time(left: DateMention, right: DateMention) -> bool | None:
    """As `agree`, but the same date under other bounds is one time, and a night between two days may be."""
    if (left.year, left.month, left.day) == (right.year, right.month, right.day) and (left.year or left.month):
        return True
    if left.weekday >= 0 and right.weekday >= 0 and (left.weekday - right.weekday) % 7 in (1, 6):
        return None
    verdict = agree(left, right)
    if verdict is False and left.weekday == right.weekday >= 0 and _days_between(left, right) == WEEK:
        return None  # one may look ahead and the other back
    return verdict


def _days_between(left: DateMention, right: DateMention) -> int:
    """Days between two weekdays that were resolved; 0 where one was not."""
    if not left.day or not right.day:
        return 0
    return abs((date(left.year, left.month, left.day) - date(right.year, right.month, right.day)).days)


def precision(mention: DateMention) -> float:
    """How much a date tells."""
    if mention.day:
        return DAY
    if mention.month:
        return MONTH
    return YEAR if mention.year else WEEKDAY
