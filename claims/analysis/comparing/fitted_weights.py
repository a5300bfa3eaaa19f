"""The fitted weights of the features: a JSON file that can be read, and the chances it gives.

training/matching.py writes the file; it names the data, the number of rows and the penalty of each fit.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from math import exp
from operator import itemgetter, mul

from claims.analysis.comparing.pair_features import NAMES


@dataclass(frozen=True)
class Fit:
    """One fitted question about a pair.

    classes: its answers; columns: weights of the features in use, one tuple a class in the order of `features`.
    """

    classes: tuple[str, ...]
    features: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]
    intercepts: tuple[float, ...]

    def chances(self, values: Sequence[float]) -> dict[str, float]:
        """Return the chance of each answer, given the values of NAMES (or a prefix that holds the features)."""
        chosen = self._choose(values)
        scores = [
            intercept + sum(map(mul, column, chosen))
            for intercept, column in zip(self.intercepts, self.columns, strict=True)
        ]
        highest = max(scores)
        powers = [exp(score - highest) for score in scores]
        total = sum(powers)
        return {name: power / total for name, power in zip(self.classes, powers, strict=True)}

    @cached_property
    def _choose(self) -> "itemgetter[tuple[float, ...]]":
        return itemgetter(*(NAMES.index(name) for name in self.features))

    def weight(self, name: str, answer: str) -> float:
        """The weight of one feature for one answer; 0 when the fit does not use it."""
        if name not in self.features:
            return 0.0
        return self.columns[self.classes.index(answer)][self.features.index(name)]


@cache
def fits() -> dict[str, Fit]:
    """Return the fitted tables by name; read once a process. Raises ValueError when one names unknown features."""
    text = resources.files("claims.analysis.comparing").joinpath("coefficients.json").read_text(encoding="utf-8")
    tables = {}
    for name, stored in json.loads(text)["fits"].items():
        classes, features = tuple(stored["classes"]), tuple(stored["weights"])
        if unknown := set(features) - set(NAMES):
            raise ValueError(f"coefficients.json weighs features that do not exist: {', '.join(sorted(unknown))}.")
        columns = tuple(tuple(float(row[index]) for row in stored["weights"].values()) for index in range(len(classes)))
        tables[name] = Fit(classes, features, columns, tuple(map(float, stored["intercepts"])))
    return tables
