"""The public sets on which matching is measured, read into pairs with groups that no split may cut."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from claims.analysis.comparing.claim_features import ClaimFeatures, describe
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.pair_features import measure
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity
from claims.analysis.vectors.encoder import encode
from training.logistic import Array

FILES = {
    "numbers": ("numbers.dev.jsonl", "claim", "evidence", "label", "case"),
    "stance": ("stance.train.jsonl", "claim", "headline", "stance", "claim"),
    "weaken": ("weaken.train.jsonl", "a", "b", "weakens", "topic"),
}
CLASSES = {
    "numbers": ("SUPPORTS", "REFUTES", "NOT ENOUGH INFO"),
    "stance": ("for", "against", "observing"),
    "weaken": (0, 1),
}
STORY = 50  # retranslations come in the order of the articles; a block of this many is one group


@dataclass(frozen=True)
class Labelled:
    """Pairs as values of the features, shape (rows, features), with label numbers and group keys."""

    features: Array
    labels: Any
    groups: list[str]
    texts: list[tuple[str, str]]


class Reader:
    """Reads sentences for comparison, each once."""

    def __init__(self) -> None:
        self._features: dict[str, ClaimFeatures] = {}
        self._vectors: dict[str, Any] = {}

    def read(self, texts: list[str]) -> None:
        """Describe and encode those not seen before."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        self._vectors |= dict(zip(fresh, encode(fresh), strict=True))
        self._features |= {text: describe(plain_claim(text)) for text in fresh}

    def features(self, text: str) -> ClaimFeatures:
        return self._features[text]

    def vectors(self, texts: list[str]) -> Any:
        """Shape (len(texts), 384)."""
        return numpy.array([self._vectors[text] for text in texts])

    def similarity(self, left: str, right: str) -> float:
        return float(self._vectors[left] @ self._vectors[right])

    def pair(self, left: str, right: str) -> Pair:
        return Pair(self._features[left], self._features[right], self.similarity(left, right))


def plain_claim(text: str) -> ExtractedClaim:
    """A sentence without article as a claim: no claimant, no entities."""
    return ExtractedClaim(0, len(text), text, Mode.NARRATOR, Attribution.NONE, Polarity.ASSERTS)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The objects of one file, one a line."""
    with (folder / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labelled(folder: Path, name: str, reader: Reader) -> Labelled:
    """One of the three sets of labelled pairs, measured."""
    file, left, right, label, group = FILES[name]
    found = rows(folder, file)
    texts = [(row[left], row[right]) for row in found]
    reader.read([text for pair in texts for text in pair])
    values = numpy.array([measure(reader.pair(*pair)) for pair in texts], dtype=float)
    labels = numpy.array([CLASSES[name].index(row[label]) for row in found])
    return Labelled(values, labels, [str(row[group]) for row in found], texts)
