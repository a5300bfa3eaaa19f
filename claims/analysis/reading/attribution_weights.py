"""The table that gives each named feature its number: read once, on first use.

A line of the file is a feature's name, a tab and its weight in natural log-odds, with two decimals.
`training/attribution.py` writes it and says what it was fitted on.
"""

import gzip
from collections.abc import Iterable
from functools import cache
from itertools import repeat
from pathlib import Path

TABLE = Path(__file__).with_name("attribution.weights.gz")
_UNKNOWN = repeat(0.0)


class Weights:
    """Scores of feature lists: the sum of the weights of the features the table knows, in natural log-odds."""

    def __init__(self, table: dict[str, float]) -> None:
        self._get = table.get

    def score(self, features: Iterable[str]) -> float:
        return sum(map(self._get, features, _UNKNOWN))


@cache
def weights() -> Weights:
    """The table that ships with the code. Raises ValueError when a line can't be read."""
    table: dict[str, float] = {}
    with gzip.open(TABLE, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            name, tab, value = line.rstrip("\n").rpartition("\t")
            if not tab:
                raise ValueError(f"{TABLE.name}, line {number}: no tab between name and weight.")
            table[name] = float(value)
    return Weights(table)
