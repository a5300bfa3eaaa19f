"""The numbers of the desk: how much is decided, how far reviewers agree, and how often suggestions are followed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from statistics import median
from typing import NamedTuple

from django.contrib.auth.models import User

from claims.analysis.agreement import cohens_kappa
from claims.analysis.types import Status, Strength
from claims.record_models import Verdict

MOST_VERDICTS = 5_000  # the latest are counted
DAYS = 28
BINS = 5  # of confidence
PAUSE = timedelta(minutes=30)  # longer between two decisions: the reviewer did something else
WORDS = [*Strength]


class Decided(NamedTuple):
    """One verdict, with the suggestion that its reviewer saw."""

    claim: int
    status: str
    reviewer: int
    name: str
    decided_at: datetime
    decision: int | None
    suggested: str | None
    strength: str | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some suggestions were followed; `confidence` is the mean of what they promised."""

    word: str
    total: int
    followed: int
    confidence: float

    @property
    def share(self) -> float:
        return self.followed / self.total


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers over the claims on which both decided; `kappa` None where it says nothing."""

    one: str
    other: str
    claims: int
    same: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Pace:
    """A reviewer's verdicts, decisions, and the median seconds from one decision to the next in one sitting."""

    name: str
    verdicts: int
    decisions: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Numbers:
    verdicts: int
    more: bool  # than the latest MOST_VERDICTS
    days: Sequence[tuple[date, int]]
    reviewers: Sequence[Pace]
    agreement: Sequence[Agreement]
    followed: Sequence[Share]  # by the suggestion's status and word
    calibration: Sequence[Share]  # by its confidence


def may_see_all(user: User) -> bool:
    """Whether somebody sees the numbers of others: who may see the accounts."""
    return user.has_perm("auth.view_user")


def numbers_of(*, viewer: User, now: datetime, reviewer: int | None = None, dossier: int | None = None) -> Numbers:
    """The numbers of all reviewers, of one, or of one dossier; in two queries.

    Who may not see those of others sees their own, and their agreement with each colleague.
    """
    if not may_see_all(viewer):
        reviewer = viewer.pk
    rows = Verdict.objects.order_by("-pk")
    if dossier is not None:
        rows = rows.filter(claim__article__dossiers=dossier)
    own = rows if reviewer is None else rows.filter(reviewer=reviewer)
    found = [
        Decided(*columns)
        for columns in own.values_list(
            *("claim", "status", "reviewer", "reviewer__username", "decided_at", "decision"),
            *("seen__suggestion__status", "seen__suggestion__strength", "seen__suggestion__confidence"),
        )[: MOST_VERDICTS + 1]
    ]
    more, found = len(found) > MOST_VERDICTS, found[:MOST_VERDICTS]
    others = rows.filter(claim__in={one.claim for one in found})
    answers = others.order_by("pk").values_list("claim", "reviewer__username", "status")
    return Numbers(
        verdicts=len(found),
        more=more,
        days=_days(found, now),
        reviewers=_paces(found),
        agreement=_agreement(answers, only=found[0].name if reviewer is not None and found else None),
        followed=_followed(found),
        calibration=_calibration(found),
    )


def _days(found: Iterable[Decided], now: datetime) -> list[tuple[date, int]]:
    """Verdicts on each of the last days, in UTC, the earliest first."""
    counted = Counter(one.decided_at.date() for one in found)
    days = [now.date() - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(day, counted[day]) for day in days]


def _paces(found: Iterable[Decided]) -> list[Pace]:
    by_name: dict[str, list[Decided]] = defaultdict(list)
    for one in found:
        by_name[one.name].append(one)
    paces = []
    for name, rows in sorted(by_name.items()):
        moments = sorted({one.decided_at for one in rows})
        steps = [later - earlier for earlier, later in pairwise(moments) if later - earlier <= PAUSE]
        seconds = median(step.total_seconds() for step in steps) if steps else None
        paces.append(Pace(name, len(rows), len(moments), seconds))
    return paces


def _agreement(answers: Iterable[tuple[int, str, str]], *, only: str | None) -> list[Agreement]:
    """Pairs of reviewers by their first answers on each claim: a later one may follow from the colleague's."""
    first: dict[int, dict[str, str]] = defaultdict(dict)
    for claim, name, status in answers:
        first[claim].setdefault(name, status)
    both: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for given in first.values():
        for one, other in combinations(sorted(given), 2):
            if only in (None, one, other):
                both[one, other].append((given[one], given[other]))
    return [
        Agreement(one, other, len(pairs), sum(mine == theirs for mine, theirs in pairs), cohens_kappa(pairs))
        for (one, other), pairs in sorted(both.items())
    ]


def _followed(found: Iterable[Decided]) -> list[Share]:
    """How often a suggestion was followed, by its status and its word."""
    groups: dict[tuple[str, str], list[Decided]] = defaultdict(list)
    for one in found:
        if one.suggested:
            groups[one.suggested, one.strength or ""].append(one)
    order = [(status.value, word) for status in Status for word in [*WORDS, ""]]
    return [_share(f"{word} {status}".strip(), groups[status, word]) for status, word in order if groups[status, word]]


def _calibration(found: Iterable[Decided]) -> list[Share]:
    """How often suggestions were followed, by how sure they were."""
    groups: dict[int, list[Decided]] = defaultdict(list)
    for one in found:
        if one.suggested and one.confidence is not None:
            groups[min(int(one.confidence * BINS), BINS - 1)].append(one)
    return [
        _share(f"{number * 100 // BINS} to {(number + 1) * 100 // BINS}%", groups[number]) for number in sorted(groups)
    ]


def _share(word: str, rows: Sequence[Decided]) -> Share:
    followed = sum(one.status == one.suggested for one in rows)
    return Share(word, len(rows), followed, sum(one.confidence or 0 for one in rows) / len(rows))
