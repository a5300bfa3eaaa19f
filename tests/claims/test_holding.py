"""Who has a claim open, and handing it over."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import holding
from claims.models import Claim
from claims.review import ReviewDenied, ReviewError
from claims.team_models import Holding
from tests.claims.desk import NOW, person
from tests.factories import ClaimFactory, UserFactory, one_statement

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:claims_claim_changelist")
HOME = reverse("admin:index")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(clock) -> Client:
    return person("ada")


@pytest.fixture
def grace(clock) -> Client:
    return person("grace")


@pytest.fixture
def claim() -> Claim:
    return ClaimFactory()


def page(client: Client, claim: Claim) -> str:
    return client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()


def hold(client: Client, claim: Claim, what: str, **fields: object) -> str:
    address = reverse("admin:claims_claim_hold", args=[claim.pk])
    return client.post(address, {"hold": what, **fields}, follow=True).content.decode()


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_colleagues_see_in_queue_and_on_the_page_who_has_a_statement_open_until_the_lease_ends(
    ada, grace, clock, claim
) -> None:
    fellow = ClaimFactory()
    one_statement(claim, fellow)
    assert "You have this open, until 13 Mar 2024, 09:30 UTC." in hold(ada, claim, "take")
    assert "You have this open" in ada.get(QUEUE).content.decode()
    assert "ada has this open" in grace.get(QUEUE).content.decode()
    assert "<bdi>ada</bdi> has this open" in page(grace, claim)
    assert "<bdi>ada</bdi> has another claim of this statement open" in page(grace, fellow)
    clock.shift(timedelta(minutes=31))
    assert "this open" not in grace.get(QUEUE).content.decode()
    assert "has this open" not in page(grace, claim)


def test_the_lease_is_renewed_when_its_holder_opens_the_page_and_by_nobody_else(ada, grace, clock, claim) -> None:
    hold(ada, claim, "take")
    clock.shift(timedelta(minutes=20))
    page(grace, claim)
    assert Holding.objects.get().until == NOW + timedelta(minutes=30)
    page(ada, claim)
    assert Holding.objects.get().until == NOW + timedelta(minutes=50)


def test_what_a_colleague_has_is_not_taken_but_by_asking_for_it_once_more(ada, grace, claim) -> None:
    hold(ada, claim, "take")
    assert "Ada has this open, until" in hold(grace, claim, "take")
    assert Holding.objects.get().holder == user("ada")
    assert "Take it over" in page(grace, claim)
    hold(grace, claim, "over")
    assert Holding.objects.get().holder == user("grace")
    hold(grace, claim, "release")
    assert not Holding.objects.exists()


def test_what_is_handed_over_stands_on_the_colleagues_first_page_and_in_their_own_view(ada, grace, claim) -> None:
    ClaimFactory()
    assert "handed over to grace" in hold(ada, claim, "hand", to=user("grace").pk, note="You know the mayor.")
    home = grace.get(HOME).content.decode()
    assert "Handed over by <bdi>ada</bdi>: “<bdi>You know the mayor.</bdi>”" in home
    assert "Assigned to you" not in ada.get(HOME).content.decode()
    assert list(grace.get(QUEUE, {"queue": "mine"}).context["cl"].result_list) == [claim]
    assert list(ada.get(QUEUE, {"queue": "mine"}).context["cl"].result_list) == []
    assert "until 20 Mar 2024" in page(ada, claim)


@pytest.mark.parametrize("to", ["", "x", "9" * 18])
def test_it_is_handed_over_to_nobody_but_a_reviewer(ada, claim, to: str) -> None:
    assert "Choose a colleague" in hold(ada, claim, "hand", to=to)
    contributor = UserFactory(group="Contributors")
    assert "may not record verdicts" in hold(ada, claim, "hand", to=contributor.pk)
    assert f'value="{contributor.pk}"' not in page(ada, claim)
    assert not Holding.objects.exists()


def test_a_decision_ends_it(ada, claim) -> None:
    hold(ada, claim, "take")
    ada.post(reverse("admin:claims_claim_aside", args=[claim.pk]), {"reason": "later"})
    assert not Holding.objects.exists()


def test_from_the_queue_it_is_taken_without_leaving_it(ada, claim) -> None:
    address = reverse("admin:claims_claim_hold", args=[claim.pk])
    answer = ada.post(f"{address}?_changelist_filters=mode%3Dindirect", {"hold": "take", "_list": "1"})
    assert answer.url == f"{QUEUE}?mode=indirect"
    assert ada.get(address).url == reverse("admin:claims_claim_change", args=[claim.pk])


def test_only_reviewers_take_claims_and_only_claims_that_are_there(claim) -> None:
    with pytest.raises(ReviewDenied):
        holding.take(claim_id=claim.pk, by=UserFactory(), now=NOW)
    by = UserFactory(group="Reviewers")
    with pytest.raises(Claim.DoesNotExist):
        holding.take(claim_id=claim.pk + 1, by=by, now=NOW)
    with pytest.raises(ReviewError, match="300 characters"):
        holding.hand_over(claim_id=claim.pk, to=by, by=by, note="x" * 301, now=NOW)
