import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.comparing.wording import Wording, difference, same_wording, what_changed

SAME = [
    ("The architect, Ria Sand, won a contest.", "The architect Ria Sand won a contest"),
    ("“Nobody came,” she said", '"Nobody came", she said'),
    ("‘Nobody came’, she said", "“Nobody came,” she said"),
    ("from the\nradio", "from the radio"),
    ("the workers' union", "the workers’ union"),
    ("a well-known man", "a well known man"),
    ("to co-operate", "to cooperate"),
    ("1,000 people", "1000 people"),
    ("7 per cent", "7%"),
    ("seven miners", "7 miners"),
    ("the organised labour", "the organized labor"),
    ("The goverment resigned", "The government resigned"),
    ("She recieved the prize", "She received the prize"),
    ("Viktor Orbán", "Viktor Orban"),
    ("the U.S. troops", "the US troops"),
    ("it’s over — now", "it's over, now"),
]
OTHER = [
    ("for 7 million crowns", "for 4 million crowns", "The article now says 4, not 7."),
    ("1.5 tons", "15 tons", "The article now says 15, not 1.5."),
    ("a million crowns", "a billion crowns", "The article now says “billion”, not “million”."),
    ("The books were insured", "The books were not insured", "The article now adds “not”."),
    ("The books were not insured", "The books were insured", "The article no longer says “not”."),
    ("It was legal", "It was illegal", "The article now says “illegal”, not “legal”."),
    ("nitrite levels", "nitrate levels", "The article now says “nitrate”, not “nitrite”."),
    ("Brandt resigned", "Weiss resigned", "The article now says “Weiss”, not “Brandt”."),
    ("The bridge is closed", "The bridge is closed?", "The article now adds “?”."),
    ("US troops", "us troops", "The article now says “us”, not “US”."),
    ("a trial", "a trail", "The article now says “trail”, not “trial”."),
    ("a causal link", "a casual link", "The article now says “casual”, not “causal”."),
    ("at -5 degrees", "at 5 degrees", "The article no longer says “-”."),
    ("it was a disaster", "it was a “disaster”", "The article now puts these words in quotation marks."),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_spelling_and_punctuation_make_no_other_wording(old, new):
    assert same_wording(old, new)
    assert same_wording(new, old)
    assert difference(old, new) == ""


@pytest.mark.parametrize(("old", "new", "sentence"), OTHER)
def test_a_figure_name_negation_or_quotation_makes_another_wording_and_a_sentence_says_which(old, new, sentence):
    assert not same_wording(old, new)
    assert not same_wording(new, old)
    assert difference(old, new) == sentence


@given(st.text(max_size=80), st.text(max_size=80))
def test_whether_two_wordings_are_the_same_has_no_direction(left, right):
    assert same_wording(left, right) == same_wording(right, left)
    assert same_wording(left, left)
    assert bool(difference(left, right)) != same_wording(left, right)


def test_a_sentence_names_three_changes_at_most():
    old, new = "a b one c two d three e four f", "a b five c six d seven e eight f"
    assert difference(old, new) == "The article now says “five”, not “one”; now says “six”, not “two”; now says " + (
        "“seven”, not “three”; and more has changed."
    )


def test_a_change_is_shown_at_a_length_that_can_be_read():
    assert len(difference("It is so.", "It is " + "very " * 200 + "so.")) < 200


def test_a_fuller_name_of_the_claimant_is_the_same_claimant():
    then = Wording("the bridge is closed", "", "Brandt", "asserts")
    assert what_changed(then, Wording("the bridge is closed", "", "Tilda Brandt", "asserts")) == ""


def test_words_that_lose_their_quotation_marks_are_another_quotation():
    then, now = Wording("the bridge is closed", "closed", "Brandt"), Wording("the bridge is closed", "", "Brandt")
    assert what_changed(then, now) == "The article no longer puts these words in quotation marks."


def test_what_was_not_kept_is_not_compared():
    assert (
        what_changed(Wording("the bridge is closed"), Wording("the bridge is closed", "closed", "Brandt", "denies"))
        == ""
    )
