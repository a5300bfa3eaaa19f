import pytest

from claims.analysis.comparing.names import actor_key, find_names, same_name
from claims.analysis.types import Entity


@pytest.mark.parametrize("name", ["Beijing", "China", "The Chinese Foreign Ministry", "China's UN mission"])
def test_a_government_goes_by_one_name(name: str) -> None:
    assert actor_key(name)[0] == "china"


def test_us_the_country_is_not_us_the_pronoun() -> None:
    assert find_names("They told us that the US had left.") == ("united states",)


def test_the_first_word_of_a_sentence_is_a_name_only_when_it_is_rare_or_known() -> None:
    assert find_names("Yesterday nothing happened.") == ()
    assert find_names("Thunberg spoke.") == ("thunberg",)


def test_the_entities_of_extraction_count_as_names_at_the_start_of_a_sentence() -> None:
    assert find_names("March Bank failed.", [Entity("Bank", "ORG")]) == ("bank",)


def test_capitals_say_nothing_in_a_headline() -> None:
    assert find_names("Five People Found Dead Near The Old Bridge") == ()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [("uighurs", "uyghur", True), ("turkic", "turkish", False), ("smith", "smyth", True), ("biden", "trump", False)],
)
def test_two_spellings_of_a_name_are_one(left: str, right: str, same: bool) -> None:
    assert same_name(left, right) is same
    assert same_name(right, left) is same
