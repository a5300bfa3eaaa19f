"""Speakers who stand outside the sentence that is theirs: behind a dash, or before a colon in the line above."""

import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import Attribution, ExtractedClaim, Mode
from sources.reading.text import normalise

LEAD = "The council of Ansty debated the future of the old mill for three hours on Monday evening."


def said(text: str, words: str) -> ExtractedClaim:
    return next(claim for claim in extract(normalise(text)).claims if words in claim.text)


@pytest.mark.parametrize(
    ("signed", "claimant", "cue"),
    [
        ("“The mill will not be sold while I hold this office.” — Mayor Petra Lindhof", "Petra Lindhof", "—"),
        ("“The mill will not be sold in this year.” – Jon Arver, tenant", "Jon Arver", "–"),
        ('"The mill will not be sold in this year." -- Jon Arver', "Jon Arver", "--"),
        ("“The mill will not be sold in this year.” -Harbour Master Ida Quill", "Ida Quill", "-"),
    ],
)
def test_a_name_behind_a_dash_signs_the_quotation(signed: str, claimant: str, cue: str) -> None:
    claim = said(f"{LEAD}\n\n{signed}\n\nThe vote was put off until June.", "The mill will not")
    assert (claim.claimant, claim.mode, claim.attribution) == (claimant, Mode.DIRECT, Attribution.NAMED)
    assert claim.cue == cue


def test_a_dash_before_a_sentence_is_no_signature() -> None:
    text = f"{LEAD}\n\n“The mill will not be sold in this year.” — The mayor left the hall before the vote."
    assert said(text, "The mill will not").claimant == ""


@pytest.mark.parametrize(
    ("announced", "words"),
    [
        ("The senator wrote:\n\n“The money was paid in full. I have the receipts.”", "The money was paid"),
        ("The senator wrote:\n\n“The money was paid in full. I have the receipts.”", "I have the receipts"),
        ("Referring to the pact, the senator replied:\n\nNo, I do not, and I have said so before.", "No, I do not"),
    ],
)
def test_words_that_a_line_announces_are_the_speakers(announced: str, words: str) -> None:
    text = f"Senator Hugo Varga was questioned on Tuesday.\n\n{announced}\n\nThe council meets on Sunday."
    claim = said(text, words)
    assert (claim.claimant, claim.mode) == ("Hugo Varga", Mode.DIRECT)
    assert said(text, "The council meets").mode is Mode.NARRATOR
    assert not any("replied" in claim.text or "wrote" in claim.text for claim in extract(normalise(text)).claims)


@pytest.mark.parametrize("source", ["a survey of 2023", "a report from 2019", "the census of 2011"])
def test_a_year_is_nobody_who_says_something(source: str) -> None:
    claim = said(f"Its soil holds tar to a depth of six metres, according to {source}.", "Its soil holds tar")
    assert claim.claimant == source.partition(" ")[2]


def test_a_title_before_a_name_stands_for_it_afterwards() -> None:
    text = "Bishop Emil Tarr answered in a letter on Monday.\n\nThe bishop wrote:\n\n“The money was paid in full.”"
    assert said(text, "The money").claimant.endswith("Emil Tarr")


INTERVIEW = f"""{LEAD} Ida Quill, a miller, was there.

What did you see?

Ida Quill: “The roof had gone by noon. Nobody warned us.”

The council says that it sent a letter.

“No letter ever reached the mill.”

And the money?

“It was spent on the bridge.”

The council has 40 members and meets on Mondays.

The next meeting is in June.

“The roof will be mended in June.”
"""


@pytest.mark.parametrize(
    ("words", "claimant"),
    [
        ("The roof had gone", "Ida Quill"),
        ("Nobody warned us", "Ida Quill"),
        ("No letter ever reached", "Ida Quill"),
        ("It was spent on the bridge", "Ida Quill"),
        ("The roof will be mended", ""),  # the interview is over
    ],
)
def test_the_answers_of_an_interview_are_its_speakers_question_by_question(words: str, claimant: str) -> None:
    assert said(INTERVIEW, words).claimant == claimant


def test_a_heading_before_a_quotation_is_no_speaker() -> None:
    assert (
        said(f"{LEAD}\n\nOverheard at the door: “The mill will not be sold in this year.”", "The mill").claimant == ""
    )
