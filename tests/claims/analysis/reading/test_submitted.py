import pytest

from claims.analysis.reading.submitted import SubmittedText, read_claim, read_claims
from claims.analysis.types import Attribution, Mode, Polarity


def test_a_posted_claim_spans_its_whole_text_and_shows_its_denial() -> None:
    text = "The Ministry of Health denied that the vaccine had been withdrawn."
    claim = read_claim(text)
    assert (claim.start, claim.end, claim.text) == (0, len(text), text)
    assert claim.polarity is Polarity.DENIES
    assert claim.claimant == "Ministry of Health"


def test_what_the_client_says_of_a_posted_claim_comes_first() -> None:
    claim = read_claim("The bridge was never inspected.", claimant="Clara Nuñez", cue="wrote")
    assert claim.claimant == "Clara Nuñez"
    assert claim.cue == "wrote"
    assert claim.mode is Mode.INDIRECT
    assert claim.attribution is Attribution.NAMED


def test_a_posted_quotation_makes_the_claim_direct() -> None:
    assert read_claim("The bridge was never inspected.", quote="The bridge was never inspected.").mode is Mode.DIRECT


def test_claims_read_together_are_read_as_they_are_alone() -> None:
    submitted = [
        SubmittedText("Nine miners are missing, mayor Tilda Brandt said on Monday."),
        SubmittedText(""),
        SubmittedText("“It is safe.” The minister denied that anybody was hurt.", claimant="Ada Lorn"),
        SubmittedText("The mine is safe.", quote="The mine is safe."),
    ]
    together = read_claims(submitted)
    alone = [read_claim(one.text, quote=one.quote, claimant=one.claimant) for one in submitted]
    assert together == alone
    assert [claim.claimant for claim in together] == ["Tilda Brandt", "", "Ada Lorn", ""]


@pytest.mark.parametrize("said", ["said", "told reporters", "admitted", "replied", "predicts", "wrote"])
def test_any_form_of_a_reporting_word_lets_a_posted_claim_have_a_claimant(said: str) -> None:
    assert read_claim(f"Nine miners are missing, Tilda Brandt {said}.").claimant == "Tilda Brandt"


def test_hearsay_in_a_posted_claim_is_vague() -> None:
    assert read_claim("The mine was reportedly closed in May.").attribution is Attribution.VAGUE


def test_a_posted_claim_that_evidence_is_missing_denies() -> None:
    assert read_claim("There is no evidence that the mine was closed.").polarity is Polarity.DENIES


def test_names_in_a_posted_claim_are_listed_in_its_order_also_when_it_is_no_sentence() -> None:
    named = [entity.text for entity in read_claim("Tilda Brandt at a mine in Germany.").entities]
    assert named == ["Tilda Brandt", "Germany"]
