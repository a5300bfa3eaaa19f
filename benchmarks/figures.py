"""Counting what is right: shares, F1, the area under a curve, and how they are printed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from training.logistic import Array

BAD_INPUT = 2  # exit code


@dataclass
class Ratio:
    """`right` of `total`; adds up over dossiers."""

    right: int = 0
    total: int = 0

    def count(self, is_right: bool) -> None:
        self.right += is_right
        self.total += 1

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.right + other.right, self.total + other.total)

    @property
    def share(self) -> float:
        """Nought to one; one when there was nothing to get wrong."""
        return self.right / self.total if self.total else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.total} {self.share:.2f}" if self.total else "-"


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of the two, 0 when both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def auc(labels: Any, scores: Array) -> float:
    """Chance that a positive scores above a negative; ties count half. 0.5 where one of the two is missing."""
    positive, negative = scores[labels == 1], numpy.sort(scores[labels == 0])
    if not len(positive) or not len(negative):
        return 0.5
    below = numpy.searchsorted(negative, positive, "left") + numpy.searchsorted(negative, positive, "right")
    return float(below.sum() / 2 / len(positive) / len(negative))


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first row is its head, the first column stands left and the others right."""
    head, *body = rows
    lines = [head, ["---", *("---:" for _ in head[1:])], *body]
    widths = [max(len(row[at]) for row in lines) for at in range(len(head))]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in lines
    )


def as_json(totals: Mapping[str, object]) -> str:
    """The totals as one line of JSON, shares to four digits; null for a share of nothing."""
    values = {
        name: (round(value.share, 4) if value.total else None) if isinstance(value, Ratio) else value
        for name, value in totals.items()
    }
    return json.dumps({name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()})
