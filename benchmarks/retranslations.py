"""Two translations of one sentence among all pairs of sentences: candidates, measured, with their folds."""

from pathlib import Path
from typing import Any

import numpy
from rapidfuzz import fuzz, process

from benchmarks.matching_data import STORY, Reader, rows
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.pair_features import symmetric
from training.logistic import Array, fit

FOLDS = 5
CANDIDATE_COSINE = 0.3  # pairs below this and below the next are given the lowest score, unmeasured
CANDIDATE_LETTERS = 50
REPEATED = 75  # percent of letters that two sentences of one language share when one statement is told twice


class Retranslations:
    """left, right: the sentences; places: candidate pairs; features: their symmetric values; labels: 1 for true."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        found = rows(folder, "retranslation.dev.jsonl")
        self.left = [row["a"] for row in found]
        self.right = [row["b"] for row in found]
        reader.read(self.left + self.right)
        self.reader = reader
        self.cosines: Array = reader.vectors(self.left) @ reader.vectors(self.right).T
        self.token_sort: Array = process.cdist(self.left, self.right, scorer=fuzz.token_sort_ratio, workers=1)
        mask = (self.cosines > CANDIDATE_COSINE) | (self.token_sort > CANDIDATE_LETTERS)
        self.places = numpy.argwhere(mask)
        self.labels = (self.places[:, 0] == self.places[:, 1]).astype(int)
        # The articles tell some statements twice; that the one is found for the other is no error.
        left, right = self.places.T
        alike = numpy.maximum(_among(self.left)[left, right], _among(self.right)[left, right])
        self.repeated = (self.labels == 0) & (alike >= REPEATED)
        self.features = numpy.array([symmetric(self.pair(i, j)) for i, j in self.places], dtype=float)

    def __len__(self) -> int:
        return len(self.left)

    def pair(self, i: int, j: int) -> Pair:
        left, right = self.reader.features(self.left[i]), self.reader.features(self.right[j])
        return Pair(left, right, float(self.cosines[i, j]))

    def cross_validated(self, ridge: float) -> Array:
        """Scores of the candidates, each by a table fitted on stories that hold neither of its sentences."""
        fold = (numpy.arange(len(self)) // STORY) % FOLDS
        first, second = fold[self.places[:, 0]], fold[self.places[:, 1]]
        scores = numpy.zeros(len(self.places))
        for one in range(FOLDS):
            for other in range(one, FOLDS):
                held = ((first == one) & (second == other)) | ((first == other) & (second == one))
                used = ~numpy.isin(first, (one, other)) & ~numpy.isin(second, (one, other))
                fitted = fit(self.features[used], self.labels[used], classes=2, ridge=ridge)
                chances = fitted.probabilities(self.features[held])
                scores[held] = numpy.log(chances[:, 1] + 1e-300) - numpy.log(chances[:, 0] + 1e-300)
        return scores

    def best(self, scores: Any) -> tuple[float, float, float]:
        """For scores of the candidates: best F1 over all thresholds, recall where precision is still .99, and that
        recall without the repeated statements."""
        f1, recall = self._best(scores, self.labels)
        alone = ~self.repeated
        return f1, recall, self._best(scores[alone], self.labels[alone])[1]

    def _best(self, scores: Any, labels: Any) -> tuple[float, float]:
        order = numpy.argsort(-scores, kind="stable")
        true = numpy.cumsum(labels[order])
        precision, recall = true / numpy.arange(1, len(order) + 1), true / len(self)
        f1 = 2 * precision * recall / numpy.maximum(precision + recall, 1e-12)
        high = numpy.flatnonzero(precision >= 0.99)
        return float(f1.max()), float(recall[high[-1]]) if len(high) else 0.0

    def best_of_all(self, matrix: Array) -> tuple[float, float, float]:
        """The same for a full matrix of scores: the cheap baselines."""
        return self.best(matrix[self.places[:, 0], self.places[:, 1]])


def _among(sentences: list[str]) -> Array:
    """Letters in common of all pairs of sentences, in percent, the words in alphabetical order."""
    found: Array = process.cdist(sentences, sentences, scorer=fuzz.token_sort_ratio, workers=1)
    return found
