import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import Attribution, ExtractedClaim, Mode
from sources.reading.text import normalise


def said(text: str, words: str) -> ExtractedClaim:
    return next(claim for claim in extract(normalise(text)).claims if words in claim.text)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The mayor, Clara Nuñez, placed the blame on the builders of the bridge.", "the builders of the bridge"),
        ("Clara Nuñez put the blame for the collapse on the builders.", "the builders"),
        ("Clara Nuñez had put the number of injured at twelve.", "number of injured at twelve"),
    ],
)
def test_a_set_phrase_names_its_claimant(sentence: str, words: str) -> None:
    claim = said(sentence, words)
    assert (claim.claimant, claim.attribution, claim.mode) == ("Clara Nuñez", Attribution.NAMED, Mode.INDIRECT)


def test_a_thing_put_somewhere_is_no_statement() -> None:
    claim = said("Clara Nuñez put the two crates at the door of the hall on Friday.", "crates")
    assert claim.mode is Mode.NARRATOR


def test_who_placed_the_blame_is_the_he_of_the_next_quotation() -> None:
    text = (
        "“Six were hurt,” said Vera Lund, a surgeon.\n\nThe chief of police, Peter Holm, placed the blame on the "
        "builders.\n\n“We warned the builders in May,” he said."
    )
    assert said(text, "warned the builders").claimant == "Peter Holm"


NOTE = (
    "Tolvania's mission to the League called the summit a farce.\n\n"
    '"It is a farce from beginning to end. We ask you to stay at home," read a note that the mission reportedly sent '
    "to other embassies on Friday."
)


@pytest.mark.parametrize("words", ["It is a farce from beginning", "We ask you to stay"])
def test_a_quotation_read_from_a_note_has_the_notes_sender(words: str) -> None:
    claim = said(NOTE, words)
    assert claim.claimant.startswith("Tolvania's mission") or claim.claimant == "mission"
    assert claim.attribution is Attribution.NAMED
    assert claim.mode is Mode.DIRECT


def test_a_hearsay_word_about_the_note_makes_no_claim_of_the_note_itself() -> None:
    assert not [claim for claim in extract(NOTE).claims if "reportedly" in claim.text]


def test_a_note_is_not_by_those_whom_it_names() -> None:
    text = '"It is a farce from beginning to end," read a letter that accuses the mission of delay.'
    assert "mission" not in said(text, "It is a farce").claimant.split()[:1]


def test_hearsay_in_a_relative_clause_leaves_the_sentence_to_the_outlet() -> None:
    text = "The foreman, who reportedly left the country on Friday, had worked at the mill for nine years."
    claims = extract(text).claims
    assert not [claim for claim in claims if claim.attribution is Attribution.VAGUE and "nine years" in claim.text]
