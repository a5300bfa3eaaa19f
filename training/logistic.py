"""Logistic regression with a ridge penalty by Newton's method, in numpy: all that the fitted tables need."""

from dataclasses import dataclass
from typing import Any

import numpy
import numpy.typing

Array = numpy.typing.NDArray[numpy.float64]

STEPS = 30
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Fitted:
    """Weights in the features' own units: shape (features, classes), and one intercept a class."""

    weights: Array
    intercepts: Array

    def probabilities(self, features: Array) -> Array:
        """Return shape (rows, classes), each row summing to 1."""
        return _softmax(features @ self.weights + self.intercepts)


def fit(features: Array, labels: numpy.typing.NDArray[Any], *, classes: int, ridge: float) -> Fitted:
    """Fit the softmax over `classes`; `ridge` is the penalty on standardised weights, in rows."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread < 1e-9] = 1.0
    rows = numpy.hstack([(features - mean) / spread, numpy.ones((len(features), 1))])
    width = rows.shape[1]
    target = numpy.eye(classes)[labels]
    penalty = numpy.full(width, ridge)
    penalty[-1] = 1e-6
    weights = numpy.zeros((width, classes))
    for _ in range(STEPS):
        chances = _softmax(rows @ weights)
        slope = rows.T @ (chances - target) + penalty[:, None] * weights
        curve = numpy.zeros((classes * width, classes * width))
        for one in range(classes):
            for other in range(one, classes):
                share = chances[:, one] * ((one == other) - chances[:, other])
                block = (rows * share[:, None]).T @ rows
                curve[one * width : (one + 1) * width, other * width : (other + 1) * width] = block
                curve[other * width : (other + 1) * width, one * width : (one + 1) * width] = block
        curve += numpy.diag(numpy.tile(penalty, classes) + 1e-6)
        step = numpy.linalg.solve(curve, slope.T.ravel()).reshape(classes, width).T
        weights -= step
        if abs(step).max() < TOLERANCE:
            break
    scaled = weights[:-1] / spread[:, None]
    return Fitted(scaled, weights[-1] - mean @ scaled)


def _softmax(scores: Array) -> Array:
    powers = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    result: Array = powers / powers.sum(axis=1, keepdims=True)
    return result
