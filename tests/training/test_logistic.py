import numpy
import pytest

from training.logistic import fit


def test_the_fit_finds_the_chances_of_a_single_yes_or_no_feature() -> None:
    features = numpy.array([[0.0]] * 100 + [[1.0]] * 100)
    labels = numpy.array([0] * 80 + [1] * 20 + [0] * 30 + [1] * 70)

    chances = fit(features, labels, classes=2, ridge=1e-6).probabilities(numpy.array([[0.0], [1.0]]))

    assert chances[:, 1] == pytest.approx([0.2, 0.7], abs=1e-3)


def test_a_penalty_draws_the_weights_to_nought() -> None:
    features = numpy.array([[0.0], [1.0]] * 50)
    labels = numpy.array([0, 1] * 50)

    loose, tight = (fit(features, labels, classes=2, ridge=ridge).weights for ridge in (1.0, 1000.0))

    assert abs(tight).max() < abs(loose).max()


def test_three_classes_and_a_constant_feature_are_fitted() -> None:
    features = numpy.column_stack([numpy.arange(90) // 30, numpy.ones(90)]).astype(float)
    labels = numpy.arange(90) // 30

    found = fit(features, labels, classes=3, ridge=0.1).probabilities(features).argmax(axis=1)

    assert (found == labels).mean() > 0.9
