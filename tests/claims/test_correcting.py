"""What reviewers correct holds: beside the machine's reading, through re-runs and new versions of an article."""

import pytest

from claims import correcting, linking, review
from claims.correction_models import Correction
from claims.models import Claim, CrossReference
from claims.review import ReviewDenied, ReviewError
from sources.models import Article, ArticleState
from tests.claims.desk import NOW, claim_with, publish, work
from tests.factories import (
    ClaimFactory,
    SubmittedClaimFactory,
    UserFactory,
    VerdictFactory,
)

pytestmark = pytest.mark.django_db
MINE = "Nine miners are missing after the flood at Orlen, the company said on Monday."
MINE_AGAIN = "The fire brigade said that nine workers were missing in the flooded Orlen mine."
TEXT = f"{MINE}\n\nThe weather was mild. Rescuers have drilled a second shaft beside the old one."


@pytest.fixture
def ada():
    return UserFactory(group="Reviewers", username="ada")


def read_again() -> None:
    """The workers read every article once more, and check all claims."""
    Article.objects.update(state=ArticleState.RECEIVED)
    Claim.objects.update(check_state="due")
    work()


def correct(claim: Claim, by, **said):
    given = {"claimant": claim.claimant, "polarity": claim.polarity, "words": ""} | said
    return correcting.correct_claim(claim_id=claim.pk, by=by, now=NOW, **given)


def test_a_speaker_a_span_and_a_polarity_hold_when_the_article_is_read_again_and_are_compared(ada) -> None:
    publish("Orlen Post", TEXT)
    publish("Valley Radio", MINE_AGAIN)
    work()
    claim = claim_with("Nine miners")
    before = (claim.claimant, claim.polarity, claim.text)
    words = "Nine miners are missing"
    correct(claim, ada, claimant="Minister Jan Vesely", polarity="denies", words=words)
    for _ in range(2):
        work()
        stored = Claim.objects.get(pk=claim.pk)
        assert (stored.claimant, stored.polarity, stored.text) == ("Minister Jan Vesely", "denies", words)
        assert stored.article.text[stored.start : stored.end] == words
        assert (stored.check_state, stored.attribution) == ("done", "named")
        assert stored.prepared.denies  # compared as a denial
        read_again()
    kept = Correction.objects.get()
    assert (kept.reviewer, kept.read["claimant"], kept.read["polarity"], kept.read["text"]) == (ada, *before)


def test_a_correction_goes_along_with_its_sentence_into_a_new_version_and_can_be_taken_back_there(ada) -> None:
    article = publish("Orlen Post", TEXT, url="https://orlen.example/mine")
    work()
    claim = claim_with("Nine miners")
    machine = (claim.claimant, claim.text)
    correct(claim, ada, claimant="Minister Jan Vesely", words="Nine miners are missing")
    publish("Orlen Post", f"Orlen, Tuesday. It rained all day long.\n\n{TEXT}", url=article.url)
    work()
    claim.refresh_from_db()
    assert (claim.claimant, claim.text, claim.article.current) == (
        "Minister Jan Vesely",
        "Nine miners are missing",
        True,
    )
    correcting.take_back(claim_id=claim.pk, by=ada, now=NOW)
    read_again()
    claim.refresh_from_db()
    assert (claim.claimant, claim.text) == machine
    with pytest.raises(ReviewError, match="Nobody has corrected"):
        correcting.take_back(claim_id=claim.pk, by=ada, now=NOW)


def test_a_client_s_claim_is_corrected_as_well_and_stays_so_when_it_is_read_again(ada) -> None:
    claim = SubmittedClaimFactory(client_claimant="the mayor")
    work()
    claim.refresh_from_db()
    correct(claim, ada, claimant="Tilda Brandt")
    read_again()
    claim.refresh_from_db()
    assert (claim.claimant, claim.mode) == ("Tilda Brandt", "indirect")


def test_a_correction_makes_a_verdict_stale_and_says_who_said_it_before(ada) -> None:
    claim = VerdictFactory(claim=ClaimFactory(claimant="the mayor")).claim
    correct(claim, ada, claimant="Tilda Brandt")
    assert "the claimant was “the mayor”" in Claim.objects.get(pk=claim.pk).suggestion.stale_reason


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Nothing was changed"),
        ({"polarity": "maybe"}, "asserts or denies"),
        ({"words": "nothing like it"}, "do not stand so"),
        ({"claimant": "x" * 301}, "300"),
    ],
)
def test_what_corrects_nothing_or_is_wrong_is_refused_with_a_sentence(ada, said, sentence) -> None:
    with pytest.raises(ReviewError, match=sentence):
        correct(ClaimFactory(), ada, **said)
    with pytest.raises(ReviewDenied):
        correct(ClaimFactory(), UserFactory(group="Contributors"), claimant="Tilda Brandt")


def test_a_sentence_that_the_machine_passed_over_is_made_a_claim_that_holds_and_is_compared(ada) -> None:
    article = publish("Orlen Post", TEXT)
    publish("Valley Radio", "Rescuers have drilled a second shaft beside the old one, the fire brigade said.")
    work()
    Claim.objects.filter(article=article, text__contains="weather").delete()
    claim = correcting.make_claim(article_id=article.pk, words="The weather was mild.", by=ada, now=NOW)
    for _ in range(2):
        work()
        stored = Claim.objects.get(pk=claim.pk)
        assert (stored.text, stored.current, stored.check_state) == ("The weather was mild.", True, "done")
        read_again()
    for words, sentence in (("The weather was mild.", "a claim already"), ("No such words.", "do not stand so")):
        with pytest.raises(ReviewError, match=sentence):
            correcting.make_claim(article_id=article.pk, words=words, by=ada, now=NOW)


def test_a_link_that_the_machine_missed_holds_until_somebody_rejects_it(ada) -> None:
    publish("Orlen Post", MINE)
    publish("Valley Radio", "A poet was born in the valley, the archive said on Monday.")
    work()
    pair = [claim_with("Nine miners"), claim_with("poet")]
    link = linking.make_link(claim_id=pair[0].pk, other_id=pair[1].pk, relation="disputes", by=ada, now=NOW)
    assert Claim.objects.get(pk=pair[0].pk).suggestion.contradicting == 1
    read_again()
    stored = CrossReference.objects.get(pk=link.pk)
    assert (stored.relation, stored.score) == ("disputes", 1.0)
    assert stored.reasons[0] == "ada linked them on 13 March 2024."
    review.record_judgement(cross_reference_id=link.pk, answer="rejected", by=ada, now=NOW)
    read_again()
    assert not CrossReference.objects.exists()


def test_a_link_by_hand_overrules_what_the_machine_found_of_the_pair(ada) -> None:
    publish("Orlen Post", MINE)
    publish("Valley Radio", MINE_AGAIN)
    work()
    found = CrossReference.objects.get(relation="corroborates")
    linking.make_link(claim_id=found.left_id, other_id=found.right_id, relation="disputes", by=ada, now=NOW)
    read_again()
    assert CrossReference.objects.get(left=found.left, right=found.right).relation == "disputes"


def test_claims_of_one_source_are_not_linked(ada) -> None:
    claim = ClaimFactory()
    other = ClaimFactory(article__source=claim.source)
    with pytest.raises(ReviewError, match="of two sources"):
        linking.make_link(claim_id=claim.pk, other_id=other.pk, relation="disputes", by=ada, now=NOW)
