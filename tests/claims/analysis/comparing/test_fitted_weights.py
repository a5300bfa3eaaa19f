import pytest

from claims.analysis.comparing.directed_features import DIRECTED
from claims.analysis.comparing.fitted_weights import fits
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.pair_features import NAMES, SYMMETRIC, measure, symmetric
from tests.claims.analysis.claim_builder import features

LEFT = features("Nine people died in the port of Tarnhaven on Monday, the mayor did not say why.")
RIGHT = features("At least eight people were killed in Tarnhaven in 2021.")


def test_every_feature_has_a_value_and_a_description() -> None:
    values = measure(Pair(LEFT, RIGHT, 0.6))

    assert len(values) == len(NAMES) == len(set(NAMES))
    assert all({**SYMMETRIC, **DIRECTED}.values())


def test_the_symmetric_features_do_not_depend_on_the_order() -> None:
    assert symmetric(Pair(LEFT, RIGHT, 0.6)) == pytest.approx(symmetric(Pair(RIGHT, LEFT, 0.6)))


def test_a_reversed_pair_is_the_pair_the_other_way_round() -> None:
    assert measure(Pair(LEFT, RIGHT, 0.6).reversed()) == pytest.approx(measure(Pair(RIGHT, LEFT, 0.6)))


def test_meaning_speaks_for_and_missing_names_against_one_statement() -> None:
    assert fits()["same"].weight("meaning", "same") > 0 > fits()["same"].weight("names_missing", "same")


def test_common_runs_of_letters_never_speak_against_one_statement() -> None:
    # compare() rejects a pair by assuming that all of them are common.
    assert fits()["same"].weight("letters", "same") >= 0


def test_words_in_another_form_count_by_their_weight() -> None:
    left, right = features("Railway investigation"), features("Investigators of railways")

    assert left.weights.keys() & right.weights.keys() == {"railway"}
    assert Pair(left, right, 0.6).spelled_alike > 0.4
    assert Pair(left, features("Railway timetable"), 0.6).spelled_alike == 0
