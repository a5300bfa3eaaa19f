import html
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from claims.admin import stream
from claims.models import Claim
from claims.statement_models import StatementClaim
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    CrossReferenceFactory,
    JudgementFactory,
    SourceFactory,
    SubmittedClaimFactory,
    SuggestionFactory,
    VerdictFactory,
    one_statement,
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


def address(claim: Claim, filters: str = "") -> str:
    """Of the claim's page, as the list with these filters links to it."""
    suffix = f"?_changelist_filters={quote(filters)}" if filters else ""
    return reverse("admin:claims_claim_change", args=[claim.pk]) + suffix


def links(client: Client, claim: Claim, filters: str = "") -> dict[str, str]:
    """Where the keys of the page lead."""
    shown = client.get(address(claim, filters)).content.decode()
    found = re.findall(r'<a href="([^"]+)" data-key="([np])"', shown)
    return {key: html.unescape(link) for link, key in found} | {"at": re.search(r'id="position">([^<]*)', shown)[1]}


def test_next_and_previous_are_those_of_the_queue_and_the_page_says_which_one_it_is(reviewer: Client) -> None:
    first, second, third = (ClaimFactory(checkworthiness=worth) for worth in (0.9, 0.5, 0.1))
    assert links(reviewer, first) == {"n": address(second), "at": "1 of 3"}
    assert links(reviewer, second) == {"p": address(first), "n": address(third), "at": "2 of 3"}
    assert links(reviewer, third) == {"p": address(second), "n": address(first), "at": "3 of 3"}


def test_next_and_previous_stay_in_the_view_that_the_claim_was_opened_from(reviewer: Client) -> None:
    source = SourceFactory()
    first, second = (ClaimFactory(article__source=source, checkworthiness=worth) for worth in (0.9, 0.2))
    ClaimFactory(checkworthiness=0.5)
    view = f"source={source.pk}"
    assert links(reviewer, first, view) == {"n": address(second, view), "at": "1 of 2"}
    assert links(reviewer, first, f"{view}&o=9.-9.x")["at"] == "1 of 2"


def test_a_statement_is_passed_as_one_and_a_decided_claim_goes_on_where_it_was(reviewer: Client) -> None:
    first, last = ClaimFactory(checkworthiness=0.9), ClaimFactory(checkworthiness=0.1)
    one, other = ClaimFactory(checkworthiness=0.6), ClaimFactory(checkworthiness=0.5)
    one_statement(other, one, ClaimFactory(checkworthiness=0.05))
    decided = VerdictFactory(claim__checkworthiness=0.7).claim
    assert links(reviewer, other) == {"p": address(first), "n": address(last), "at": "2 of 3"}
    assert links(reviewer, decided) == {"p": address(first), "n": address(one), "at": "3 in this view"}


def test_far_down_a_long_view_the_next_claim_is_still_the_one_below(
    reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_IN_VIEW", 2)
    claims = [ClaimFactory(checkworthiness=0.9 - at / 10) for at in range(5)]
    assert links(reviewer, claims[0]) == {"n": address(claims[1]), "at": "1 of 2 or more"}
    assert links(reviewer, claims[3])["n"] == address(claims[4])


def test_a_claim_that_came_after_the_verdict_on_its_statement_is_marked_as_new(reviewer: Client) -> None:
    verdict = VerdictFactory(by__username="ada", status="disputed")
    new, left_out = ClaimFactory(), ClaimFactory()
    one_statement(verdict.claim, left_out)
    StatementClaim.objects.create(
        claim=new, statement=left_out.in_statement.statement, joined_at=verdict.decided_at + timedelta(days=1)
    )
    assert "since the verdict of ada (Disputed" in page(reviewer, new)
    assert "since the verdict" not in page(reviewer, left_out).split('<blockquote dir="auto"><a')[0]
    assert f'value="{verdict.claim_id}:' in page(reviewer, new)
    assert not re.search(rf'value="{verdict.claim_id}:[^"]+" checked', page(reviewer, new))
    assert re.search(rf'value="{left_out.pk}:[^"]+" checked', page(reviewer, new))


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
