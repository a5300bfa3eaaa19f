"""Where the lines and points of a dossier's pictures stand. Pictures have no text alternative of their own: each stands
beside a list that tells the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from claims.dossiers.lineage import Lineage
from claims.dossiers.timelines import Timeline

LABELS, COLUMN, LANE, MARGIN = 170, 74, 34, 26  # pixels
LABEL_CHARACTERS = 24
HEIGHT, LOW, HIGH = 190, 150, 34  # of the picture of a figure, and between which its values lie


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with the words beside it."""

    x: float
    y: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a picture is made of; `curves` are SVG paths, `lanes` and `columns` its named lines."""

    width: int
    height: int
    points: Sequence[Mark]
    curves: Sequence[str]
    lanes: Sequence[Mark]
    columns: Sequence[Mark]


def lineage_drawing(lineage: Lineage) -> Drawing:
    """A lane for each outlet, a column for each time of publication, a curve from an article to the one it leans on."""
    names = list(dict.fromkeys(one.source.name for one in lineage.articles))
    moments = sorted(dict.fromkeys(lineage.moments))
    at = {
        article.pk: Mark(_column(moments.index(moment)), MARGIN + LANE * (names.index(article.source.name) + 1))
        for article, moment in zip(lineage.articles, lineage.moments, strict=True)
    }
    return Drawing(
        width=int(_column(len(moments))),
        height=MARGIN + LANE * (len(names) + 1),
        points=list(at.values()),
        curves=[_curve(at[lean.article.pk], at[lean.on.pk]) for lean in lineage.leans],
        lanes=[Mark(0, MARGIN + LANE * (row + 1), name[:LABEL_CHARACTERS]) for row, name in enumerate(names)],
        columns=[Mark(_column(number), MARGIN, when(moment)) for number, moment in enumerate(moments)],
    )


def timeline_drawing(timeline: Timeline) -> Drawing:
    """The figure upwards, a column for each claim that gives it, in the order of publication."""
    values = [one.figure.value for one in timeline.points]
    low, high = min(values), max(values)
    marks = [
        Mark(
            _column(number, labels=MARGIN + COLUMN / 2),
            LOW - (LOW - HIGH) * (one.figure.value - low) / (high - low or 1),
            one.figure.text[:LABEL_CHARACTERS],
        )
        for number, one in enumerate(timeline.points)
    ]
    dates = [one.claim.published_at for one in timeline.points]
    return Drawing(
        width=int(_column(len(marks), labels=MARGIN + COLUMN / 2)),
        height=HEIGHT,
        points=marks,
        curves=[f"M {one.x:.0f} {one.y:.0f} L {two.x:.0f} {two.y:.0f}" for one, two in pairwise(marks)],
        lanes=[],
        columns=[
            Mark(mark.x, HEIGHT - 8, when(moment) if moment else "no date")
            for mark, moment in zip(marks, dates, strict=True)
        ],
    )


def when(moment: datetime) -> str:
    return f"{moment:%-d %b %H:%M}"


def _column(number: int, *, labels: float = LABELS + COLUMN / 2) -> float:
    return labels + COLUMN * number


def _curve(start: Mark, end: Mark) -> str:
    """From a point to an earlier one, bent so that curves within one lane are seen."""
    middle, bend = (start.x + end.x) / 2, 16 if start.y == end.y else 0
    height = (start.y + end.y) / 2 - bend
    return f"M {start.x:.0f} {start.y:.0f} Q {middle:.0f} {height:.0f} {end.x:.0f} {end.y:.0f}"
