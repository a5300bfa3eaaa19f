"""Blind second reviews: the same decision closes one, another goes to a third reviewer, or it is sent back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import asking, second_reviews, seen
from claims.models import Claim
from claims.record_models import Verdict
from claims.review import ReviewError, record_verdict
from claims.team_models import Holding, SecondReview
from tests.claims.desk import NOW, person
from tests.factories import ClaimFactory, DossierFactory, UserFactory, VerdictFactory, one_statement

pytestmark = pytest.mark.django_db
HOME, QUEUE = reverse("admin:index"), reverse("admin:claims_claim_changelist")
REASONS = "The register gives 14."


@pytest.fixture(autouse=True)
def sealed_at_once(settings) -> None:
    settings.UNDO_SECONDS = 0


@pytest.fixture
def ada(db) -> Client:
    return person("ada")


@pytest.fixture
def grace(db) -> Client:
    return person("grace")


@pytest.fixture
def mary(db) -> Client:
    return person("mary")


@pytest.fixture
def claim(ada) -> Claim:
    """Ada disputed it, and asks for a second review."""
    claim = ClaimFactory()
    VerdictFactory(claim=claim, status="disputed", rationale=REASONS, by=User.objects.get(username="ada"))
    second(ada, claim, "ask")
    return claim


def address(claim: Claim, page: str) -> str:
    return reverse(f"admin:claims_claim_{page}", args=[claim.pk])


def second(client: Client, claim: Claim, what: str, **fields: str) -> str:
    return client.post(address(claim, "second"), {"second": what, **fields}, follow=True).content.decode()


def decide(client: Client, claim: Claim, status: str, rationale: str = "Two witnesses say 9."):
    read = seen.version(Claim.objects.get(pk=claim.pk))
    typed = {"status": status, "rationale": rationale, "expected_version": read}
    return client.post(address(claim, "verdict"), typed, follow=True)


def page(client: Client, claim: Claim) -> str:
    return client.get(address(claim, "change")).content.decode()


def test_the_second_reviewer_sees_the_first_ones_verdict_on_no_page_of_the_desk(ada, grace, claim) -> None:
    fellow = ClaimFactory()
    one_statement(claim, fellow)
    lists = [QUEUE, f"{QUEUE}?queue=all", f"{QUEUE}?queue=disputed", HOME]
    lists += [reverse(f"admin:claims_{name}_changelist") for name in ("verdict", "recordentry")]
    pages = [address(claim, "change"), address(fellow, "change"), f"{QUEUE}?queue=second", *lists]
    for one in pages:
        shown = grace.get(one).content.decode()
        assert "status-disputed" not in shown, one
        assert "Disputed</a>" not in shown.split('id="changelist-filter"')[0], one
        assert "Disputed on" not in shown, one
        assert REASONS not in shown, one
    assert "Second review." in page(grace, claim)
    assert list(grace.get(QUEUE, {"queue": "second"}).context["cl"].result_list) == [claim]
    assert "Second reviews that wait" in grace.get(HOME).content.decode()
    assert REASONS in page(ada, claim)
    assert "Second reviews that wait" not in ada.get(HOME).content.decode()


def test_the_same_decision_is_a_verdict_and_closes_the_review(grace, claim) -> None:
    assert "The second review is closed." in decide(grace, claim, "disputed").content.decode()
    one = SecondReview.objects.get()
    assert (one.outcome.reviewer.username, one.outcome.number, one.closed_at is None) == ("grace", 2, False)
    assert REASONS in page(grace, claim)


def test_another_decision_shows_both_rationales_and_a_third_reviewer_decides(ada, grace, mary, claim) -> None:
    decide(grace, claim, "corroborated")
    claim.refresh_from_db()
    assert (claim.status, Verdict.objects.count()) == ("disputed", 1)
    for client in (ada, grace, mary):
        shown = page(client, claim)
        assert REASONS in shown
        assert "Two witnesses say 9." in shown
    for client in (ada, grace):
        assert "You and a colleague disagree" in client.get(HOME).content.decode()
        assert 'name="rationale"' not in page(client, claim)
        assert decide(client, claim, "corroborated").status_code == 422
    assert "Two disagree, and a third decides" in mary.get(HOME).content.decode()
    decide(mary, claim, "corroborated", "The ministry corrected its figure.")
    claim.refresh_from_db()
    assert claim.status == "corroborated"
    assert SecondReview.objects.get().outcome.reviewer.username == "mary"
    assert "decided between them" in page(ada, claim)
    assert "Two witnesses say 9." in page(ada, claim)
    assert "disagree" not in ada.get(HOME).content.decode()


def test_it_is_sent_back_with_a_reason_to_the_first_reviewer_whose_next_verdict_is_reviewed(ada, grace, claim) -> None:
    assert "It is sent back to ada." in second(grace, claim, "back", reason="The register is of 2019.")
    home = ada.get(HOME).content.decode()
    assert "Sent back to you" in home
    assert "The register is of 2019." in home
    assert Holding.objects.get().holder.username == "ada"
    assert "The register is of 2019." in page(ada, claim)
    decide(ada, claim, "unattributed")
    assert [one.waits for one in SecondReview.objects.order_by("pk")] == [False, True]
    assert "Sent back to you" not in ada.get(HOME).content.decode()
    assert "Second review." in page(grace, claim)


def test_each_verdict_on_a_claim_of_a_blind_dossier_gets_a_second_review(ada, grace) -> None:
    first, other = ClaimFactory(), ClaimFactory()
    dossier = DossierFactory(articles=[first.article])
    blind = reverse("admin:sources_dossier_blind", args=[dossier.pk])
    assert "Stop second reviews" in ada.post(blind, {"blind": "yes"}, follow=True).content.decode()
    for one in (first, other):
        decide(ada, one, "disputed")
    assert [one.claim for one in SecondReview.objects.all()] == [first]
    assert "Its dossier asks for it" in grace.get(HOME).content.decode()
    decide(grace, first, "disputed")
    assert SecondReview.objects.count() == 1
    ada.post(blind, {"blind": "no"})
    decide(ada, first, "disputed")
    assert SecondReview.objects.count() == 1


def test_nobody_reviews_their_own_verdict_or_one_that_had_its_review(ada, grace, claim) -> None:
    read = seen.version(Claim.objects.get(pk=claim.pk))
    said = {"claim_id": claim.pk, "read": read, "status": "disputed", "rationale": "x", "now": NOW}
    with pytest.raises(ReviewError, match="The verdict is yours"):
        second_reviews.answer(by=User.objects.get(username="ada"), **said)
    decide(grace, claim, "disputed")
    said["read"] = seen.version(Claim.objects.get(pk=claim.pk))
    with pytest.raises(ReviewError, match="no second review"):
        second_reviews.answer(by=UserFactory(group="Reviewers"), **said)
    assert "Nobody has decided" in second(ada, ClaimFactory(), "ask")


def test_a_verdict_by_somebody_else_meanwhile_closes_the_review(claim) -> None:
    read = seen.version(Claim.objects.get(pk=claim.pk))
    record_verdict(
        claim_id=claim.pk,
        status="corroborated",
        rationale="x",
        by=UserFactory(group="Reviewers"),
        expected_version=read,
        now=NOW,
    )
    assert not asking.open_reviews([claim.pk]).exists()
