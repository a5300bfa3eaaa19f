import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.names import clean_name

NAMES = ["The Daily Ledger", "Новая газета", "東京新聞", "خانه\u200cها", "क्\u200dष", "❤\ufe0f News", "«»", "B90/Grüne"]
HIDDEN = "\u200b\u200d\u200c\u200e\u202e\u2066\u00ad\u034f\u2060\ufeff\u3164\ufe0f\x07\u115f\U000e0041\u2800\x00"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_kept(name):
    assert clean_name(name, most=200) == name


@pytest.mark.parametrize("character", HIDDEN)
@pytest.mark.parametrize("place", ["Led{}ger", "{}Ledger", "Ledger{}"])
def test_a_character_that_nobody_sees_is_refused(character, place):
    with pytest.raises(ValueError, match="invisible"):
        clean_name(place.format(character), most=200)


def test_a_name_is_stored_in_one_form():
    assert clean_name("  Cafe\u0301\tDu\n\nNord ", most=200) == "Caf\u00e9 Du Nord"


def test_a_name_of_nothing_to_see_is_refused():
    with pytest.raises(ValueError, match="seen"):
        clean_name("\u0301\u0301", most=200)


def test_the_length_is_looked_at_first():
    with pytest.raises(ValueError, match="200 characters"):
        clean_name("\u0301" * 100_000_00, most=200)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing(raw):
    try:
        name = clean_name(raw, most=60)
    except ValueError:
        return
    assert name == "" or clean_name(name, most=60) == name
