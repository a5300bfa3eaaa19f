import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.reading.text import HTML_LIMIT_BYTES, from_html, language, normalise, sha256

PAGE = """<html><head><title>Bridge</title></head><body><nav>Home | World</nav><article><h1>Bridge closed</h1>
<p>The council closed the bridge on Monday after engineers found cracks in two of its pillars.</p>
<p>Clara Nuñez, the chief engineer, said the bridge had not been inspected since the flood of last year.</p>
</article><footer>All rights reserved</footer></body></html>"""


@given(st.text())
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(st.text(alphabet="ae \u0300\u0327\u0344\u0345\u0f71\u0f73\u1d165\u1100\u1161\u11a8", max_size=400))
def test_normalising_heaps_of_marks_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_normalised_text_can_be_stored_and_sent(raw: str) -> None:
    text = normalise(raw)
    text.encode("utf-8")
    assert "\x00" not in text


def test_lone_surrogates_and_control_characters_vanish() -> None:
    assert normalise("The\x00 bridge\ud800 is\x07 closed") == "The bridge is closed"


def test_spaces_of_all_kinds_are_one_plain_space() -> None:
    assert normalise("News \xa0 / \u2009 World\tnow") == "News / World now"


def test_paragraphs_stay_apart_whatever_the_line_ends() -> None:
    assert normalise("One.\r\n\r\n\r\nTwo.\rThree. \n") == "One.\n\nTwo.\nThree."


def test_marks_that_turn_the_writing_direction_vanish_and_joiners_stay() -> None:
    assert normalise("abc\u202edef\u200b 👩\u200d🚒") == "abcdef 👩\u200d🚒"


def test_composed_and_decomposed_letters_become_the_same_text() -> None:
    assert sha256(normalise("Nun\u0303ez")) == sha256(normalise("Nuñez"))


def test_the_language_of_an_article_is_recognised() -> None:
    assert language("The council closed the bridge on Monday after engineers found cracks.") == "en"
    assert language("Der Stadtrat hat die Brücke am Montag wegen Rissen in den Pfeilern gesperrt.") == "de"


def test_a_text_without_letters_has_no_language() -> None:
    assert language("12 % -- !!") == "und"


def test_the_article_is_read_out_of_a_page_in_paragraphs() -> None:
    text = from_html(PAGE)
    assert "closed the bridge on Monday" in text
    assert "\n\n" in text
    assert "All rights reserved" not in text


def test_a_page_without_an_article_says_so() -> None:
    with pytest.raises(ValueError, match="no article text"):
        from_html("<html><body></body></html>")


def test_a_page_above_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ValueError, match=r"at most 1,000,000"):
        from_html("<p>" + "a" * HTML_LIMIT_BYTES)
