import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    CrossReferenceFactory,
    JudgementFactory,
    SourceFactory,
    SubmittedClaimFactory,
    SuggestionFactory,
    VerdictFactory,
)

TEXT = "Weather.\n\nThe silo burned, Amina Doru said on Tuesday.\n\nMore rain is due."


def page(client: Client, claim: Claim) -> str:
    response = client.get(reverse("admin:claims_claim_change", args=[claim.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def claim(db: None) -> Claim:
    article = ArticleFactory(text=TEXT)
    start, who, cue = (TEXT.index(words) for words in ("The silo burned", "Amina Doru", "said"))
    return ClaimFactory(
        article=article,
        text="The silo burned",
        start=start,
        end=start + len("The silo burned"),
        claimant="Amina Doru",
        claimant_words="Amina Doru",
        claimant_start=who,
        claimant_end=who + len("Amina Doru"),
        cue="said",
        cue_start=cue,
        cue_end=cue + 4,
    )


def test_the_claim_stands_in_its_paragraph_with_claimant_and_cue_marked(reviewer: Client, claim: Claim) -> None:
    shown = page(reviewer, claim)
    assert '<mark class="the-claim">The silo burned</mark>, <span class="role claimant"' in shown
    assert '>Amina Doru</span> <span class="role cue"' in shown
    assert ">said</span> on Tuesday." in shown
    assert "More rain is due" not in shown


def test_a_claim_without_article_is_shown_by_itself(reviewer: Client) -> None:
    claim = SubmittedClaimFactory()
    assert f'<mark class="the-claim">{claim.text}</mark>' in page(reviewer, claim)


def test_offsets_count_characters_and_not_bytes(reviewer: Client) -> None:
    text = "🔥🔥 naïve “words” — The mill burned."
    start = text.index("The mill")
    claim = ClaimFactory(article=ArticleFactory(text=text), text=text[start:], start=start, end=len(text))
    assert '<mark class="the-claim">The mill burned.</mark>' in page(reviewer, claim)


def test_the_suggestion_is_shown_with_its_strength_and_every_reason(reviewer: Client, claim: Claim) -> None:
    SuggestionFactory(
        claim=claim, status="disputed", strength="possible", confidence=0.83, reasons=["A denial.", "Another figure."]
    )
    shown = page(reviewer, claim)
    assert "<strong>possible</strong>" in shown
    assert "83%" not in shown
    assert "<li>A denial.</li><li>Another figure.</li>" in shown


def test_a_stale_verdict_says_why_on_top(reviewer: Client) -> None:
    claim = VerdictFactory().claim
    SuggestionFactory(claim=claim, stale_reason="New evidence: a denial.")
    assert "New evidence: a denial." in page(reviewer, claim)


def test_changed_words_are_marked_on_both_sides_from_the_claims_own_view(reviewer: Client) -> None:
    left, right = SubmittedClaimFactory(text="It can only burn."), SubmittedClaimFactory(text="It will only burn.")
    change = {"op": "replace", "left": "can", "right": "will", "kind": "modality", "changes_meaning": True}
    CrossReferenceFactory(left=left, right=right, drift=[change])
    from_left, from_right = page(reviewer, left), page(reviewer, right)
    assert '<del class="meaning"><span class="visually-hidden">here: </span>can</del> only burn.' in from_left
    assert '<ins class="meaning"><span class="visually-hidden">there: </span>will</ins> only burn.' in from_left
    assert '<del class="meaning"><span class="visually-hidden">here: </span>will</del> only burn.' in from_right
    assert "changes the meaning" in from_left


def test_a_shared_origin_is_said_in_words(reviewer: Client) -> None:
    reference = CrossReferenceFactory(independent=False, shared_origin="Both credit Meridian Press.")
    assert "Not independent: Both credit Meridian Press." in page(reviewer, reference.left)


def test_outlets_of_one_owner_are_counted_as_one_origin(reviewer: Client, claim: Claim) -> None:
    claim.source.owner = "Tarn Group"
    claim.source.save()
    for _ in range(2):
        sister = ClaimFactory(article=ArticleFactory(source=SourceFactory(owner="Tarn Group")))
        CrossReferenceFactory(left=claim, right=sister, independent=False, shared_origin="Both belong to Tarn Group.")
    assert "3 sources say this, from 1 origin." in page(reviewer, claim)


def test_independent_sources_are_counted_apart_and_contradictions_too(reviewer: Client, claim: Claim) -> None:
    CrossReferenceFactory(left=claim)
    CrossReferenceFactory(left=claim, relation="disputes")
    assert "2 sources say this, from 2 origins; 1 contradicts it." in page(reviewer, claim)


def test_a_rejected_link_no_longer_counts(reviewer: Client, claim: Claim) -> None:
    reference = CrossReferenceFactory(left=claim)
    JudgementFactory(left=reference.left, right=reference.right, answer="rejected")
    shown = page(reviewer, claim)
    assert "1 source says this, from 1 origin." in shown
    assert "Rejected by" in shown


def test_a_lone_claim_says_that_no_other_source_was_found(reviewer: Client, claim: Claim) -> None:
    assert "No other source in the collection" in page(reviewer, claim)


def test_the_next_claim_is_the_one_below_in_the_queue(reviewer: Client) -> None:
    first, second, third = (ClaimFactory(checkworthiness=worth) for worth in (0.9, 0.5, 0.1))
    for here, following in ((first, second), (second, third), (third, first)):
        assert f'href="{reverse("admin:claims_claim_change", args=[following.pk])}" data-key="n"' in page(
            reviewer, here
        )


def test_the_way_back_keeps_the_filters_of_the_list(reviewer: Client, claim: Claim) -> None:
    address = reverse("admin:claims_claim_change", args=[claim.pk])
    shown = reviewer.get(address, {"_changelist_filters": "suggested=none"}).content.decode()
    assert f"{reverse('admin:claims_claim_changelist')}?suggested=none" in shown


def test_more_links_than_fit_are_cut_to_the_strongest(reviewer: Client, claim: Claim) -> None:
    for at in range(52):
        CrossReferenceFactory(left=claim, score=at / 100)
    shown = page(reviewer, claim)
    assert shown.count('<article class="reference') == 50
    assert "The strongest 50 are shown." in shown


@pytest.mark.parametrize("missing", ["0", "999999999999999999999999", "x", "1e3"])
def test_a_claim_that_is_not_there_leads_back_with_a_message(reviewer: Client, missing: str) -> None:
    response = reviewer.get(f"/admin/claims/claim/{missing}/change/", follow=True)
    assert response.status_code == 200
    assert "doesn’t exist" in response.content.decode()
