import textwrap

import pytest

from sources.reading.text import normalise
from sources.reading.typography import body_sha256

TITLE = "No ferry in winter"
FERRY = (
    "The ferry line to the island of Orm will be stopped in the winter months, the county said on Monday. The boat "
    "carries fewer than forty passengers on most days.\n\nShopkeeper Una Brisk said she had learned of it from the "
    "radio – late. “Nobody came to ask us,” she said. The island’s school has nineteen pupils.\n\n"
    "A vote is due in April."
)


def wrapped(text: str, width: int = 60) -> str:
    return "\n\n".join(textwrap.fill(part, width) for part in text.split("\n\n"))


SETTINGS = {
    "hard line breaks": (wrapped(FERRY), TITLE),
    "straight marks": (FERRY.replace("“", '"').replace("”", '"').replace("’", "'"), TITLE),
    "two spaces": (FERRY.replace(". ", ".  "), TITLE),
    "headline on top": (f"{TITLE}\n\n{FERRY}", TITLE),
    "headline in capitals above wrapped lines": (f"{TITLE.upper()}\n{wrapped(FERRY)}", TITLE),
    "headline without a title": (f"{TITLE}\n\n{FERRY}", ""),
    "headline and byline": (f"{TITLE}\n\nBy Ann Lee\n\n{FERRY}", TITLE),
    "no title": (FERRY, ""),
    "dashes": (FERRY.replace(" – ", "—"), TITLE),
    "broken words": (wrapped(FERRY).replace("passengers", "passen-\ngers"), TITLE),
}


@pytest.mark.parametrize("setting", SETTINGS)
def test_one_text_in_another_setting_is_the_same_text(setting):
    text, title = SETTINGS[setting]
    assert body_sha256(normalise(text), title) == body_sha256(FERRY, TITLE)


@pytest.mark.parametrize(
    "text",
    [
        FERRY.replace("forty", "fifty"),
        FERRY.replace("nineteen pupils", "nineteen pupils, and"),
        FERRY.replace("on Monday.", "on Monday,"),
        FERRY.replace("“Nobody came to ask us,”", "Nobody came to ask us,"),
        f"{FERRY}\n\nThis story has been updated.",
    ],
)
def test_another_word_or_mark_is_another_text(text):
    assert body_sha256(text, TITLE) != body_sha256(FERRY, TITLE)


def test_a_text_that_is_nothing_but_its_title_has_a_body_all_the_same():
    assert body_sha256("The mine is shut.", "The mine is shut.") != body_sha256(
        "The port is shut.", "The port is shut."
    )
