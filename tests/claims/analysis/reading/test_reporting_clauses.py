"""Reporting clauses behind what they report, in every order of verb, speaker and apposition."""

import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import Attribution, ExtractedClaim, Polarity
from sources.reading.text import normalise


def said(text: str, words: str) -> ExtractedClaim:
    return next(claim for claim in extract(normalise(text)).claims if words in claim.text)


@pytest.mark.parametrize(
    ("sentence", "words", "claimant"),
    [
        (
            "The bridge was closed at dawn, the keeper of the lock told the Herald.",
            "The bridge was",
            "keeper of the lock",
        ),
        ("The bridge was closed at dawn, informed the Harbour Office.", "The bridge was", "Harbour Office"),
        ("The bridge was closed at dawn, says the owner, Tarn Quays.", "The bridge was", "Tarn Quays"),
        ("The bridge was closed at dawn, its keeper, Oskar Fenn, said.", "The bridge was", "Oskar Fenn"),
        ("The bridge was closed at dawn, a court in Tarn ruled on Monday.", "The bridge was", "court in Tarn"),
        ("At the quay the pumps only started at nine, two sailors told the Herald.", "At the quay", "two sailors"),
        ("“Others will have to go,” thundered transport minister Oskar Fenn in Tarn.", "Others will", "Oskar Fenn"),
        ("“The road is shut,” grumbled Ana, folding the map.", "The road is shut", "Ana"),
        ("“The stage leaks,” chuckled a stagehand.", "The stage leaks", "stagehand"),
    ],
)
def test_who_speaks_behind_the_reported_words_is_their_claimant(sentence: str, words: str, claimant: str) -> None:
    claim = said(sentence, words)
    assert claim.claimant == claimant
    assert claim.attribution is not Attribution.NONE
    assert "," not in claim.text[-1:]


@pytest.mark.parametrize(
    "sentence",
    [
        "The march was registered in May, whatever the police of Tarn say.",
    ],
)
def test_what_only_looks_like_a_reporting_clause_names_nobody(sentence: str) -> None:
    assert not any(claim.claimant for claim in extract(sentence).claims)


def test_words_that_report_somebody_are_not_given_to_who_stands_behind_them() -> None:
    sentence = (
        "She said that fathers would get no leave, and when pressed on the reason, the aide noted the rule again."
    )
    assert said(sentence, "fathers would get no leave").claimant == "She"


@pytest.mark.parametrize(
    "sentence",
    [
        "Tarn Quays was ordered to pay 1.5 million florins.",
        "Forty lorries with relief goods had been announced for the morning.",
    ],
)
def test_an_act_is_the_outlets_own_claim(sentence: str) -> None:
    claims = extract(sentence).claims
    assert [(claim.attribution, claim.claimant) for claim in claims] == [(Attribution.NONE, "")]


def test_asking_not_to_be_named_is_no_claim_and_makes_the_speaker_anonymous() -> None:
    claims = extract("The dam has cost 55 million florins, a director of the club said, asking not to be named.").claims
    assert [claim.attribution for claim in claims] == [Attribution.ANONYMOUS]


@pytest.mark.parametrize(
    "sentence",
    [
        "“They closed the door,” said Emil Sandor, who has worked at the quay for nine years.",
        "Emil Sandor, who has worked at the quay for nine years, said that the door was closed.",
    ],
)
def test_what_a_clause_tells_of_the_speaker_is_no_claim_of_its_own(sentence: str) -> None:
    assert len(extract(sentence).claims) == 1


def test_ruling_something_out_denies_it() -> None:
    claim = said("Oskar Fenn ruled out a sale of the northern docks.", "docks")
    assert (claim.claimant, claim.polarity) == ("Oskar Fenn", Polarity.DENIES)


@pytest.mark.parametrize("sentence", ["Nobody was hurt.", "No one was hurt.", "He was 23."])
def test_a_short_sentence_that_counts_is_a_claim(sentence: str) -> None:
    assert [claim.text for claim in extract(f"The fire in Tarn began on Monday night. {sentence}").claims][1:] == [
        sentence
    ]
