from claims.analysis.reading.checkworthiness import checkworthiness
from claims.analysis.types import Entity

FIGURE = "The dam lost 40 percent of its water since 2019."


def test_a_figure_ranks_above_an_opinion() -> None:
    assert checkworthiness(FIGURE, [])[0] > checkworthiness("It was a wonderful day and I love the town.", [])[0]


def test_a_question_ranks_at_the_bottom() -> None:
    assert checkworthiness("Who lost 40 percent of the water?", [])[0] < checkworthiness(FIGURE, [])[0]


def test_a_wish_ranks_below_what_happened() -> None:
    happened = checkworthiness("The council closed the bridge on Monday.", [])[0]
    wished = checkworthiness("The council should close the bridge on Monday.", [])[0]
    assert wished < happened


def test_named_parties_raise_the_score_and_are_named() -> None:
    score, reasons = checkworthiness(FIGURE, [Entity("Tolvania", "GPE"), Entity("Omar Selim", "PERSON")])
    assert score > checkworthiness(FIGURE, [])[0]
    assert "It names Tolvania and Omar Selim." in reasons


def test_each_reason_is_a_sentence() -> None:
    reasons = checkworthiness(FIGURE, [])[1]
    assert reasons
    assert all(reason[0].isupper() and reason.endswith(".") for reason in reasons)
