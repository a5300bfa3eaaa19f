"""How strong a suggestion is, in words, and how often such suggestions were right on labelled dossiers.

The table calibration.toml is written by `python -m training.suggestion FOLDER ...` and read once.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from claims.analysis.types import Relation, Status, Strength

FILE = Path(__file__).with_name("calibration.toml")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the table has of one word: the confidence from which it is used, and what was right of how many."""

    least: float
    right: int
    total: int

    @property
    def share(self) -> float:
        """0 to 1; 0 where none was measured."""
        return self.right / self.total if self.total else 0.0


@cache
def table() -> dict[str, Any]:
    """The file as it is."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def measured(status: Status) -> dict[Strength, Measured]:
    """The words of one status, the strongest first."""
    return {
        Strength(word): Measured(row["least"], row["right"], row["total"])
        for word, row in table()[status.value].items()
    }


def least_score(relation: Relation) -> float:
    """The score from which a cross-reference moves a suggestion."""
    return float(table()["least_score"][relation.value])


def strength_of(status: Status, confidence: float) -> Strength:
    """The word for a suggestion of this confidence."""
    words = measured(status)
    return next((word for word, row in words.items() if confidence >= row.least), Strength.WEAK)
