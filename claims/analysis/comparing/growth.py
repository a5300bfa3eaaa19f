"""Figures that grew from one report to the next: 150 dead on Monday and 180 on Tuesday is an update."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.dates import ended_before
from claims.analysis.comparing.entailment import Aligned
from claims.analysis.comparing.numbers import Quantity
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.words import stem
from claims.analysis.wordlists.lexicon import lexicon, words

OPEN_DAYS = 14  # for which a count may go on, from the event to the first report and from that to the next
REACH = 4  # content words around a number, the nearest first, that say what it counts

_MEASURES = frozenset(map(stem, lexicon()["measures"].split()))
_TALLIES = frozenset(map(stem, lexicon()["tallies"].split()))
_AFTER_COUNTS = words("after_counts")
_LONG_AGO = re.compile(
    r"\b(?:months?|years?|decades?|century|centuries) (?:ago|earlier|before)\b|\banniversary\b", re.IGNORECASE
)


def growth(pair: Pair, contradicting: Sequence[Aligned]) -> tuple[list[Aligned], str]:
    """Return those of the contradicting numbers that can both have been right on their days, and a sentence.

    Both count one thing that adds up, the later report has more of it, and the count may have gone on: not more than
    OPEN_DAYS lie between the reports, and neither is of an earlier time. A figure that became smaller was corrected,
    or is another's: that is for the reviewer. Without both days of publication nothing grew.
    """
    first, second = pair.left.published_on, pair.right.published_on
    if not contradicting or first is None or second is None or not 0 < abs((second - first).days) <= OPEN_DAYS:
        return [], ""
    opened = min(first, second).toordinal() - OPEN_DAYS
    if _closed(pair.left, first, opened) or _closed(pair.right, second, opened) or _of_one_moment(pair):
        return [], ""
    grown = [
        item
        for item in contradicting
        if (item.left.high < item.right.low if first < second else item.right.high < item.left.low)
        and not _added_up(pair.left, item.left).isdisjoint(_added_up(pair.right, item.right))
    ]
    if not grown:
        return [], ""
    reports = sorted([(first, [item.left for item in grown]), (second, [item.right for item in grown])])
    year = "" if first.year == second.year else " %Y"
    told = [f"{' and '.join(map(_figure, figures))} on {day.day} {day:%B{year}}" for day, figures in reports]
    return grown, f"The figure{'s' if len(grown) > 1 else ''} grew between the reports: {', '.join(told)}."


def _added_up(claim: ClaimFeatures, quantity: Quantity) -> set[int]:
    """What a number counts, as lines of the lexicon's `adding_up`; empty for what does not add up.

    Of "nine died and 40 were injured" each number counts what stands nearer to it than to the other.
    """
    if quantity.kind != "count" or quantity.value % 1 or quantity.unit in _MEASURES or not _counts(claim, quantity):
        return set()
    lines = _lines()
    others = [other.near for other in claim.quantities if other is not quantity]
    return {
        lines[word]
        for place, word in enumerate(quantity.near[:REACH])
        if word in lines and not any(word in near[:place] for near in others)
    }


def _counts(claim: ClaimFeatures, quantity: Quantity) -> bool:
    """Tell whether a number counts something; the 19 of "COVID-19" does not, nor the age in "the singer, 85, died"."""
    written = re.escape(" ".join(quantity.text.split()))
    found = re.search(rf"(?:\b(\w+) )?(?<![\w-]){written}(?!\w)(?: (\w+))?", claim.text)
    if found is None:
        return False
    before, after = (word or "" for word in found.groups())
    return bool(quantity.unit) or (
        stem(before) in _lines() or after in _AFTER_COUNTS or not _TALLIES.isdisjoint(quantity.near)
    )


def _closed(claim: ClaimFeatures, published_on: date, opened: int) -> bool:
    """Tell whether a claim is of a time that was over before a day (proleptic ordinal): its count is closed."""
    return bool(_LONG_AGO.search(claim.text)) or any(
        ended_before(mention, opened, published_on) for mention in claim.dates
    )


def _of_one_moment(pair: Pair) -> bool:
    """Tell whether both claims count up to one day: "by Monday 150 had been killed"."""
    moments = [
        {
            (mention.year, mention.month, mention.day, mention.bound)
            for mention in claim.dates
            if mention.bound in ("by", "before")
        }
        for claim in (pair.left, pair.right)
    ]
    return not moments[0].isdisjoint(moments[1])


@cache
def _lines() -> dict[str, int]:
    """Each stem of the lexicon's `adding_up` with its line."""
    return {stem(word): line for line, entry in enumerate(lexicon()["adding_up"]) for word in entry.split()}


def _figure(quantity: Quantity) -> str:
    return quantity.text[:1].lower() + quantity.text[1:]
