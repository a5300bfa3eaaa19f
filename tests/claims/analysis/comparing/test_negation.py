import pytest

from claims.analysis.comparing.negation import opposed, read_stance


def test_a_negation_reaches_the_next_words_of_its_clause() -> None:
    assert read_stance("The council did not approve the plan, but the mayor left.").negated == ("approv", "plan")


def test_a_short_form_negates() -> None:
    assert "approv" in read_stance("The council didn't approve it.").negated


@pytest.mark.parametrize(
    ("text", "disbelieves"),
    [("The story is a hoax", True), ("Police deny the report", True), ("The bridge was closed", False)],
)
def test_words_of_denial_are_seen(text: str, disbelieves: bool) -> None:
    assert read_stance(text).disbelieves is disbelieves


def test_hedges_are_seen() -> None:
    assert read_stance("He may reportedly resign").words("hedge") == ("may", "reportedly")


def test_no_evidence_is_a_denial() -> None:
    assert read_stance("There is no evidence that anybody set the fire").refutes


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        (["price", "rise"], ["price", "fall"], True),
        (["price", "rise"], ["price", "climb"], False),
        (["price", "rise", "fall"], ["price", "fall"], False),
    ],
)
def test_opposites_are_found_when_each_side_lacks_the_others(left: list[str], right: list[str], found: bool) -> None:
    assert (opposed(left, right) is not None) is found
    assert (opposed(right, left) is not None) is found
