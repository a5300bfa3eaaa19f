"""The page of numbers, and who sees whose."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from claims import seen
from claims.analysis.agreement import cohens_kappa
from claims.models import Claim
from claims.numbers import numbers_of
from claims.review import record_verdict
from tests.factories import DossierFactory, SuggestionFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ADDRESS = reverse("admin:claims_verdict_numbers")


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("yes", "yes")] * 3, None),
        ([("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15, 0.4),
        ([("yes", "no"), ("no", "yes")], -1.0),
    ],
)
def test_kappa_is_agreement_less_chance(pairs, kappa) -> None:
    found = cohens_kappa(pairs)
    assert found == (None if kappa is None else pytest.approx(kappa))


def decide(claim: Claim, status: str, by, minutes: float) -> None:
    claim.refresh_from_db()
    record_verdict(
        claim_id=claim.pk,
        status=status,
        rationale="So it is.",
        by=by,
        expected_version=seen.version(Claim.objects.get(pk=claim.pk)),
        now=NOW + timedelta(minutes=minutes),
    )


@pytest.fixture
def team():
    """Ada decided on three claims of which a machine suggested something, Bela on two of these, otherwise on one."""
    ada, bela = (UserFactory(group="Reviewers", is_staff=True, username=name) for name in ("ada", "bela"))
    claims = [SuggestionFactory(confidence=confidence).claim for confidence in (0.7, 0.75, 0.3)]
    for number, (claim, status) in enumerate(zip(claims, ("corroborated", "disputed", "corroborated"), strict=True)):
        decide(claim, status, ada, 2 * number)
    decide(claims[0], "corroborated", bela, 100)
    decide(claims[1], "corroborated", bela, 200)
    return ada, bela, claims


def test_the_numbers_tell_pace_agreement_what_was_followed_and_calibration(team) -> None:
    ada, _, claims = team
    numbers = numbers_of(viewer=UserFactory(is_superuser=True), now=NOW)
    assert (numbers.verdicts, numbers.days[-1]) == (5, (NOW.date(), 5))
    assert [(one.name, one.verdicts, one.seconds) for one in numbers.reviewers] == [
        ("ada", 3, 120.0),
        ("bela", 2, None),
    ]
    [agreement] = numbers.agreement
    assert (agreement.one, agreement.other, agreement.claims, agreement.same) == ("ada", "bela", 2, 1)
    assert [(one.word, one.total, one.followed) for one in numbers.followed] == [("possible corroborated", 5, 4)]
    assert [(one.word, one.followed, one.total) for one in numbers.calibration] == [
        ("20 to 40%", 1, 1),
        ("60 to 80%", 3, 4),
    ]
    dossier = DossierFactory(articles=[claims[2].article])
    assert numbers_of(viewer=ada, now=NOW, dossier=dossier.pk).verdicts == 1


def test_a_reviewer_sees_their_own_numbers_and_who_may_see_accounts_those_of_all(team) -> None:
    ada, bela, _ = team
    client = Client()
    client.force_login(bela)
    shown = client.get(f"{ADDRESS}?reviewer={ada.pk}").content.decode()
    assert "Your numbers" in shown
    assert "2 verdicts" in shown
    assert 'name="reviewer"' not in shown
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert "5 verdicts" in client.get(ADDRESS).content.decode()
    assert "3 verdicts" in client.get(f"{ADDRESS}?reviewer={ada.pk}").content.decode()


def test_the_page_of_numbers_takes_the_same_queries_however_many_verdicts_and_is_closed_to_strangers(
    team, stranger: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(team[0])
    with django_assert_num_queries(9):
        page = client.get(ADDRESS)
    assert "style=" not in page.content.decode().split("<main", 1)[-1]
    assert stranger.get(ADDRESS).status_code == 403
