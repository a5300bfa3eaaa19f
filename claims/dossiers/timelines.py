"""How the figures of a dossier went from report to report."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.analysis import figures
from claims.analysis.comparing.numbers import Quantity
from claims.dossiers.reading import Reading, figures_of
from claims.models import Claim

MOST_TIMELINES = 6
MOST_LINKED = 2_000  # claims that are looked at


@dataclass(frozen=True, slots=True)
class Point:
    """One claim that gives the figure, with its outlet and article."""

    claim: Claim
    figure: Quantity


@dataclass(frozen=True, slots=True)
class Timeline:
    """One figure in the order of publication; claims without a date come last."""

    points: Sequence[Point]

    @property
    def subject(self) -> str:
        """The wording in which the figure came first."""
        return self.points[0].claim.text

    @property
    def values(self) -> list[str]:
        """The different figures as written, in the order in which they came."""
        first: dict[float, str] = {}
        for one in self.points:
            first.setdefault(one.figure.value, one.figure.text)
        return list(first.values())


def timelines_of(reading: Reading) -> list[Timeline]:
    """The figures on which linked claims of a dossier differ, those that most claims give first; in two queries."""
    linked = list(dict.fromkeys(side for link in reading.links for side in (link.left, link.right)))[:MOST_LINKED]
    given = {claim: found for claim, (found, _) in figures_of(linked).items() if found}
    pairs = [(link.left, link.right) for link in reading.links if link.left in given and link.right in given]
    found = figures.series(given, pairs)[:MOST_TIMELINES]
    wanted = {one.claim for series in found for one in series}
    claims = (
        Claim.objects.filter(pk__any_of=wanted)
        .select_related("source", "article")
        .only("text", "published_at", "source__name", "article__title", "article__published_at")
        .in_bulk()
    )
    return [_timeline([Point(claims[one.claim], one.quantity) for one in series]) for series in found]


def _timeline(points: Sequence[Point]) -> Timeline:
    def when(point: Point) -> tuple[bool, float, int]:
        moment = point.claim.published_at
        return moment is None, moment.timestamp() if moment else 0.0, point.claim.pk

    return Timeline(sorted(points, key=when))
