"""Whether a figure that differs from one report to the next is an update or a contradiction."""

from datetime import date

import pytest

from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import compare
from claims.analysis.types import Comparison, Relation
from claims.analysis.vectors.encoder import encode
from tests.claims.analysis.claim_builder import claim

FIRST, NEXT = date(2024, 3, 12), date(2024, 3, 13)
DEAD = "{} people were killed in the explosion at the port of Tarnhaven."


def compared(left: str, right: str, left_day: date | None = FIRST, right_day: date | None = NEXT) -> Comparison:
    mine, other = encode([left, right])
    return compare(
        describe(claim(left), published_on=left_day),
        describe(claim(right), published_on=right_day),
        similarity=float(mine @ other),
    )


def test_a_toll_that_grew_from_one_day_to_the_next_corroborates() -> None:
    found = compared(DEAD.format(150), DEAD.format("At least 180"))

    assert found.relation is Relation.CORROBORATES
    assert found.reasons[0] == "The figure grew between the reports: 150 on 12 March, at least 180 on 13 March."


def test_the_earlier_report_is_told_of_first_on_either_side() -> None:
    found = compared(DEAD.format(180), DEAD.format(150), NEXT, FIRST)

    assert found.relation is Relation.CORROBORATES
    assert found.reasons[0] == "The figure grew between the reports: 150 on 12 March, 180 on 13 March."


def test_reports_over_the_turn_of_the_year_are_told_with_their_years() -> None:
    found = compared(DEAD.format(150), DEAD.format(180), date(2023, 12, 31), date(2024, 1, 1))

    assert "150 on 31 December 2023, 180 on 1 January 2024" in found.reasons[0]


def test_a_figure_that_grew_supports_less_than_one_that_both_reports_allow() -> None:
    grown, allowed = (
        compared(DEAD.format(150), DEAD.format(180)),
        compared(DEAD.format("At least 150"), DEAD.format(180)),
    )

    assert Relation.CORROBORATES is grown.relation is allowed.relation
    assert grown.score < 0.95 * allowed.score


def test_two_figures_of_one_day_are_disputed_in_either_order() -> None:
    forth = compared(DEAD.format(150), DEAD.format(180), FIRST, FIRST)
    back = compared(DEAD.format(180), DEAD.format(150), FIRST, FIRST)

    assert Relation.DISPUTES is forth.relation is back.relation


@pytest.mark.parametrize(
    ("left_day", "right_day"),
    [
        (NEXT, FIRST),  # the later figure is the smaller
        (None, None),
        (FIRST, None),
        (FIRST, date(2024, 4, 12)),  # a month is no update
    ],
)
def test_a_toll_that_can_not_have_grown_is_disputed(left_day: date | None, right_day: date | None) -> None:
    found = compared(DEAD.format(150), DEAD.format(180), left_day, right_day)

    assert found.relation is Relation.DISPUTES
    assert found.reasons[0] == "Another number: “150” and “180”."


@pytest.mark.parametrize(
    "text",
    [
        "In 1994 {} people were killed in the bombing of the Jewish centre in Buenos Aires.",
        "On 3 May {} people were killed in the explosion at the port of Tarnhaven.",
        "Ten years ago {} people were killed in the explosion at the port of Tarnhaven.",
        "By Monday {} people had been killed in the explosion at the port of Tarnhaven.",
    ],
)
def test_a_count_that_is_closed_does_not_grow(text: str) -> None:
    found = compared(text.format(150), text.format(220))

    assert found.reasons[0] == "Another number: “150” and “220”."


def test_one_report_of_an_earlier_time_is_enough_to_close_the_count() -> None:
    dated, undated = "In 1994 {} people were killed in the explosion at the port.", "{} people were killed at the port."

    for left, right in ((dated, undated), (undated, dated)):
        assert compared(left.format(150), right.format(220)).relation is not Relation.CORROBORATES


@pytest.mark.parametrize(
    "text",
    [
        "{} people were killed on Monday in the earthquake in Turkey.",
        "The death toll from the flood has risen to {}, officials said.",
        "The blast in the port of Tarnhaven killed {}, doctors said.",
        "{} of the workers at the port of Tarnhaven died in the explosion.",
        "{} were killed in the explosion at the port of Tarnhaven.",
        "Police arrested {} people at the protest in Minsk.",
        "The fire destroyed {} houses in the village of Orr.",
        "{} people are missing after the flood in the valley of Orr.",
        "The country has confirmed {} cases of cholera.",
        "Since January {} miners have been killed in the region.",
    ],
)
def test_what_adds_up_while_an_event_lasts_grows(text: str) -> None:
    found = compared(text.format(40), text.format(73))

    assert found.relation is Relation.CORROBORATES
    assert "40 on 12 March, 73 on 13 March" in found.reasons[0]


@pytest.mark.parametrize(
    ("text", "earlier", "later"),
    [
        ("{} firefighters were at the terminal.", "40", "73"),
        ("The silo in the port of Tarnhaven held {} tonnes of wheat.", "4,200", "6,000"),
        ("The bomb that killed the mayor weighed {} kilograms.", "40", "73"),
        ("The singer, {}, died at her house in Paris.", "85", "86"),
        ("The singer died at {} in Paris.", "85", "86"),
        ("A {}-year-old man was killed in the explosion.", "24", "27"),
        ("Caesar died in {} BC in Rome.", "44", "85"),
        ("Doctors treated people infected with COVID-{} cases.", "19", "21"),
        ("{} guests danced at the wedding before a bomb killed the mayor.", "40", "73"),
        ("{} firefighters were at the terminal where nine people were killed.", "40", "73"),
        ("The fire destroyed {} of the houses in the village of Orr.", "40 percent", "73 percent"),
        ("An earthquake of magnitude {} killed people in northern Syria.", "5.1", "7.8"),
    ],
)
def test_what_does_not_add_up_is_no_update(text: str, earlier: str, later: str) -> None:
    found = compared(text.format(earlier), text.format(later))

    assert found.reasons[0] == f"Another number: “{earlier}” and “{later}”."


def test_the_same_number_of_other_things_is_no_update() -> None:
    found = compared("150 people were injured in the explosion.", "180 people were killed in the explosion.")

    assert not any("grew" in reason for reason in found.reasons)


def test_several_figures_that_grew_are_told_in_one_sentence() -> None:
    text = "{} people died in the explosion and {} were injured."

    found = compared(text.format("Nine", 40), text.format("Seventeen", 60))

    assert found.relation is Relation.CORROBORATES
    assert "nine and 40 on 12 March, seventeen and 60 on 13 March" in found.reasons[0]


def test_a_figure_that_fell_is_disputed_though_another_grew() -> None:
    text = "{} people died in the explosion and {} were injured."

    found = compared(text.format("Nine", 60), text.format("Seventeen", 40))

    assert found.relation is Relation.DISPUTES
    assert found.reasons[0] == "Another number: “60” and “40”."
