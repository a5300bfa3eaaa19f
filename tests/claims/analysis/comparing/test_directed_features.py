"""What the right claim of a pair entails, leaves open and excludes of the left one."""

import pytest

from claims.analysis.comparing.directed_features import DIRECTED, directed
from claims.analysis.comparing.pair import Pair
from tests.claims.analysis.claim_builder import features


def answers(left: str, right: str) -> dict[str, float]:
    return dict(zip(DIRECTED, directed(Pair(features(left), features(right), 0.8)), strict=True))


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("Velm has 600 ferries.", "Velm has 600 ferries.", {"number_holds": 1, "number_exact": 1}),
        ("Velm has over 600 ferries.", "Velm has 700 ferries.", {"number_holds": 1, "number_exact": 0}),
        ("Velm has over 600 ferries.", "Velm has over 500 ferries.", {"number_open": 1, "number_beyond": 1}),
        ("Velm has over 600 ferries.", "Velm has under 900 ferries.", {"number_open": 1, "number_beyond": 0}),
        ("Velm has 600 ferries.", "Velm has 800 ferries.", {"number_excluded": 1, "exact_excluded": 1}),
        ("Velm has 600 ferries.", "Velm has many ferries.", {"number_missing": 1, "all_numbers_hold": 0}),
        ("Velm has many ferries.", "Velm has 600 ferries.", {"right_numbers_alone": 1, "all_numbers_hold": 1}),
        ("Velm sank on 3 May 2021.", "Velm sank in May 2021.", {"date_open": 1, "date_holds": 0}),
        ("Velm sank in May 2021.", "Velm sank on 3 May 2021.", {"date_holds": 1, "date_excluded": 0}),
        ("Velm sank on 3 May 2021.", "Velm sank on 9 May 2021.", {"date_excluded": 1, "date_excluded_alike": 1}),
        ("Velm sank on 3 May 2021.", "Velm sank.", {"date_missing": 1}),
        ("Velm has sunk.", "Velm has not sunk.", {"right_negates": 1, "left_negates": 0, "one_negates": 1}),
        ("Velm has sunk.", "Has Velm sunk?", {"right_question": 1}),
        ("Velm has sunk.", "Velm has reportedly sunk.", {"right_hedges": 1}),
    ],
)
def test_an_answer_is_told_by_its_features(left, right, said):
    found = answers(left, right)
    assert {name: found[name] for name in said} == said


def test_another_figure_counts_by_how_much_else_is_said_and_apart_when_the_day_is_another_too():
    left = "On 3 May 2021 the port of Velm counted 600 ferries."
    same_day = answers(left, "On 3 May 2021 the port of Velm counted 800 ferries.")
    other_day = answers(left, "On 9 May 2021 the port of Velm counted 800 ferries.")
    elsewhere = answers(left, "On 3 May 2021 Orlen saw 800 ferries.")
    assert (same_day["other_number_and_date"], other_day["other_number_and_date"]) == (0, 1)
    assert same_day["covered_but_number"] > elsewhere["covered_but_number"] > 0
