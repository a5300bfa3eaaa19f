"""Verdicts that can be undone before they are sealed."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import pending, seen, tasks
from claims.models import Claim
from claims.record_models import Verdict
from claims.review import ReviewError, VersionConflict
from claims.team_models import PendingClaim, PendingVerdict
from tests.claims.admin.conftest import browser
from tests.claims.desk import NOW
from tests.factories import ClaimFactory, CrossReferenceFactory, UserFactory, VerdictFactory, one_statement

pytestmark = pytest.mark.django_db
HOME = reverse("admin:index")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(clock) -> Client:
    return browser("Reviewers")


@pytest.fixture
def claim() -> Claim:
    return ClaimFactory(checkworthiness=0.9)


def address(claim: Claim, page: str = "change") -> str:
    return reverse(f"admin:claims_claim_{page}", args=[claim.pk])


def decide(client: Client, claim: Claim, **changes: object):
    typed = {
        "status": "disputed",
        "rationale": "The register gives another figure.",
        "evidence": "https://register.example/1",
        "expected_version": seen.version(Claim.objects.get(pk=claim.pk)),
    }
    return client.post(address(claim, "verdict"), typed | changes)


def undo(client: Client, claim: Claim):
    return client.post(address(claim, "undo"), {"pending": PendingVerdict.objects.get().pk}, follow=True)


def waiting() -> set[int]:
    return set(Claim.objects.awaiting_review().values_list("pk", flat=True))


def test_a_verdict_is_no_verdict_until_its_ten_seconds_are_over_and_the_claim_is_out_of_the_queue(ada, clock, claim):
    shown = ada.get(decide(ada, claim).url).content.decode()
    assert "It is sealed in 10 seconds." in shown
    assert 'data-key="u"' in shown
    assert 'name="rationale"' not in shown
    assert waiting() == set()
    clock.shift(9)
    tasks.sweep()
    assert not Verdict.objects.exists()
    clock.shift(2)
    tasks.sweep()  # whatever became of the browser
    verdict = Verdict.objects.get()
    assert (verdict.status, verdict.reviewer.username, verdict.decided_at) == ("disputed", "reviewers", NOW)
    tasks.sweep()
    assert Verdict.objects.count() == 1
    assert not PendingVerdict.objects.exists()


def test_undo_brings_the_claim_back_with_what_was_typed_and_the_ticks(ada, claim):
    ticked, unticked = ClaimFactory(), ClaimFactory()
    one_statement(claim, ticked, unticked)
    decide(ada, claim, covers=[f"{ticked.pk}:{seen.version(ticked)}"])
    shown = undo(ada, claim).content.decode()
    assert waiting() == {claim.pk, ticked.pk, unticked.pk}
    assert "The register gives another figure." in shown
    assert "https://register.example/1" in shown
    assert re.findall(r'name="covers" value="(\d+):[^"]+" checked', shown) == [str(ticked.pk)]
    assert re.search(r'value="disputed"[^>]*checked', shown)
    tasks.sweep()
    assert not Verdict.objects.exists()
    decide(ada, claim)
    assert PendingVerdict.objects.count() == 1


def test_what_is_sealed_is_not_undone(ada, claim):
    decide(ada, claim)
    one = PendingVerdict.objects.get()
    pending.seal(one.pk)
    shown = ada.post(address(claim, "undo"), {"pending": one.pk}, follow=True).content.decode()
    assert "It is sealed already." in shown
    assert Verdict.objects.count() == 1
    assert ada.post(address(claim, "undo"), {"pending": "x"}, follow=True).status_code == 200


def test_only_who_decided_can_undo_it(ada, claim):
    decide(ada, claim)
    with pytest.raises(ReviewError):
        pending.undo(pending_id=PendingVerdict.objects.get().pk, by=UserFactory(group="Reviewers"))
    assert PendingClaim.objects.count() == 1


def test_it_is_sealed_when_the_reviewer_moves_on_twice_and_not_by_looking_at_the_same_page_again(ada, claim):
    others = [ClaimFactory(checkworthiness=worth) for worth in (0.5, 0.4)]
    following = decide(ada, claim, _next="1").url
    assert following == address(others[0])
    for _ in range(3):
        assert 'data-key="u"' in ada.get(following).content.decode()
    ada.get(address(claim))
    ada.get(HOME)
    assert not Verdict.objects.exists()
    assert 'data-key="u"' not in ada.get(address(others[1])).content.decode()
    assert Verdict.objects.get().claim == claim


def test_any_page_of_the_desk_that_anybody_opens_seals_what_is_due(ada, clock, claim):
    decide(ada, claim)
    clock.shift(11)
    colleague = Client()
    colleague.force_login(UserFactory(group="Reviewers", is_staff=True))
    colleague.get(HOME)
    assert Verdict.objects.get().reviewer.username == "reviewers"


def test_the_same_verdict_sent_twice_is_one_and_another_one_meanwhile_is_refused(ada, claim):
    for _ in range(2):
        assert decide(ada, claim).status_code == 302
    assert PendingVerdict.objects.count() == 1
    refused = decide(ada, claim, status="corroborated")
    assert refused.status_code == 422
    tasks.sweep()
    pending.seal_all([*PendingVerdict.objects.values_list("pk", flat=True)] * 2)
    assert [one.status for one in Verdict.objects.all()] == ["disputed"]


def test_a_colleague_who_decides_at_the_same_time_is_told_and_keeps_the_text(ada, claim):
    decide(ada, claim)
    colleague = Client()
    colleague.force_login(UserFactory(group="Reviewers", is_staff=True, username="grace"))
    assert "reviewers decided on this claim a moment ago" in colleague.get(address(claim)).content.decode()
    answer = decide(colleague, claim, rationale="Two witnesses.")
    assert answer.status_code == 409
    assert "Somebody else decided on this claim a moment ago." in answer.content.decode()
    assert PendingVerdict.objects.count() == 1


def test_evidence_that_comes_within_the_ten_seconds_gives_the_verdict_back_with_its_text(ada, clock, claim):
    decide(ada, claim)
    CrossReferenceFactory(left=claim)
    clock.shift(11)
    home = ada.get(HOME).content.decode()
    assert not Verdict.objects.exists()
    assert "The cross-references changed after you read it." in home
    assert waiting() >= {claim.pk}
    page = ada.get(address(claim)).content.decode()
    assert "Your verdict could not be sealed." in page
    assert "The register gives another figure." in page
    fresh = re.search(r'<input type="hidden" name="expected_version" value="([^"]+)"', page)[1]
    assert decide(ada, claim, expected_version=fresh).status_code == 302
    assert "could not be sealed" not in ada.get(HOME).content.decode()
    clock.shift(11)
    tasks.sweep()
    assert Verdict.objects.count() == 1


def test_who_may_review_no_more_when_it_is_due_gets_it_back(ada, claim):
    decide(ada, claim)
    User.objects.get(username="reviewers").groups.clear()
    pending.seal(PendingVerdict.objects.get().pk)
    assert not Verdict.objects.exists()
    assert "Only reviewers" in PendingVerdict.objects.get().why


def test_a_verdict_by_the_api_meanwhile_goes_first(ada, clock, claim):
    decide(ada, claim)
    VerdictFactory(claim=claim)
    clock.shift(11)
    tasks.sweep()
    assert [one.status for one in Verdict.objects.all()] == ["corroborated"]
    assert "Somebody else decided" in PendingVerdict.objects.get().why


def test_what_came_back_is_dropped_after_thirty_days(ada, claim):
    decide(ada, claim)
    undo(ada, claim)
    pending.forget_old(now=NOW + timedelta(days=29))
    assert PendingVerdict.objects.exists()
    pending.forget_old(now=NOW + timedelta(days=31))
    assert not PendingVerdict.objects.exists()


def test_two_decisions_on_one_claim_can_not_wait_at_once(claim):
    by = [UserFactory(group="Reviewers") for _ in range(2)]
    read = {claim.pk: seen.version(claim)}
    said = {"claim_id": claim.pk, "read": read, "status": "disputed", "rationale": "x", "now": NOW}
    pending.decide(by=by[0], **said)
    with pytest.raises(VersionConflict):
        pending.decide(by=by[1], **said)
