from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import User

from claims.choices import CheckState
from claims.models import Claim, CrossReference, PreparedClaim
from claims.submissions import SubmittedClaim, submit_claims
from tests.claims.desk import MINE, NOW, outlet, publish, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_user() -> User:
    return User.objects.create_user("desk")


def test_a_posted_claim_is_read_and_cross_checked_like_any_other(client_user):
    publish("Morning Post", MINE)
    claim = SubmittedClaim(source=outlet("Evening Sun"), text="On Monday the mine at Orlen was flooded.")
    [result] = submit_claims([claim], client=client_user, now=NOW)
    work()
    assert result.created
    assert CrossReference.objects.touching([result.claim.pk]).exists()
    assert Claim.objects.get(pk=result.claim.pk).checkworthiness > 0


def test_what_a_client_says_of_the_claimant_stands(client_user):
    claim = SubmittedClaim(source=outlet("Evening Sun"), text="The mine is safe.", claimant="Tilda Brandt")
    submit_claims([claim], client=client_user, now=NOW)
    work()
    assert Claim.objects.get().claimant == "Tilda Brandt"


def test_a_submitted_claim_is_read_again_from_what_the_client_said(client_user):
    said = {"quote": "", "claimant": ""}
    text = "“The mine is not safe,” Tilda Brandt told reporters."
    [result] = submit_claims([SubmittedClaim(source=outlet("Evening Sun"), text=text)], client=client_user, now=NOW)
    work()
    first = Claim.objects.values().get(pk=result.claim.pk)
    assert first["quote"]  # of the machine's reading
    assert (first["client_quote"], first["client_claimant"]) == (said["quote"], said["claimant"])
    PreparedClaim.objects.update(engine_version="older")
    Claim.objects.update(check_state=CheckState.DUE, quote="misread", claimant="Somebody Else")
    work()
    again = Claim.objects.values().get(pk=result.claim.pk)
    for name in ("quote", "claimant", "mode", "attribution", "client_quote", "client_claimant", "client_sha256"):
        assert again[name] == first[name]


def test_the_clients_words_stay_in_their_columns_whatever_is_read(client_user):
    claim = SubmittedClaim(
        source=outlet("Evening Sun"),
        text="“The mine is safe,” she said.",
        quote="The mine is safe",
        claimant="Tilda Brandt",
    )
    submit_claims([claim], client=client_user, now=NOW)
    work()
    assert Claim.objects.values_list("client_quote", "client_claimant").get() == ("The mine is safe", "Tilda Brandt")


def test_the_same_post_again_returns_the_stored_claim_also_after_it_was_read(client_user):
    claim = SubmittedClaim(source=outlet("Evening Sun"), text=f"{MINE}", client_ref="a-1")
    [first] = submit_claims([claim], client=client_user, now=NOW)
    work()
    [second] = submit_claims([claim], client=client_user, now=NOW)
    assert (second.claim, second.created) == (first.claim, False)


def test_without_a_reference_the_same_post_again_returns_the_stored_claim_also_within_one_post(client_user):
    claim = SubmittedClaim(source=outlet("Evening Sun"), text="It rained.")
    first, second = submit_claims([claim, claim], client=client_user, now=NOW)
    [third] = submit_claims([claim], client=client_user, now=NOW)
    assert first.claim.pk == second.claim.pk == third.claim.pk
    assert [result.created for result in (first, second, third)] == [True, False, False]


def test_one_reference_for_two_claims_is_a_conflict_also_within_one_post(client_user):
    source = outlet("Evening Sun")
    claims = [SubmittedClaim(source=source, text=text, client_ref="a-1") for text in ("It rained.", "It snowed.")]
    first, second = submit_claims(claims, client=client_user, now=NOW)
    assert first.created
    assert second.conflict
    assert Claim.objects.count() == 1


def test_two_clients_may_use_the_same_reference(client_user):
    claim = SubmittedClaim(source=outlet("Evening Sun"), text="It rained.", client_ref="a-1")
    submit_claims([claim], client=client_user, now=NOW)
    [result] = submit_claims([claim], client=User.objects.create_user("other"), now=NOW)
    assert result.created


def test_a_bad_item_says_what_is_wrong_and_the_others_are_stored(client_user):
    source = outlet("Evening Sun")
    article = publish("Morning Post", MINE)
    results = submit_claims(
        [
            SubmittedClaim(source=source, text="\0 \u200b"),
            SubmittedClaim(source=source, text="word " * 5000),
            SubmittedClaim(source=source, text="It rained.", article=article),
            SubmittedClaim(source=source, text="It rained.", published_at=NOW + timedelta(days=2)),
            SubmittedClaim(source=source, text="It rained \ud800 on Monday."),
        ],
        client=client_user,
        now=NOW,
    )
    assert [result.field for result in results] == ["text", "text", "article", "published_at", ""]
    assert all(result.error for result in results[:4])
    assert results[4].created


@pytest.mark.parametrize(
    "moment", [datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), datetime(1500, 1, 1, tzinfo=UTC)]
)
def test_an_impossible_date_costs_only_its_own_item(client_user, moment):
    source = outlet("Evening Sun")
    items = [
        SubmittedClaim(source=source, text="It rained.", published_at=moment),
        SubmittedClaim(source=source, text="It snowed."),
    ]
    refused, taken = submit_claims(items, client=client_user, now=NOW)
    assert refused.field == "published_at"
    assert refused.error.startswith("The time of publication lies before 1800")
    assert taken.created


def test_a_claim_posted_to_a_replaced_version_belongs_to_the_newest(client_user):
    url = "https://sun.example/mine"
    first = publish("Evening Sun", MINE, url=url)
    second = publish("Evening Sun", f"{MINE} It is raining.", url=url)
    first.refresh_from_db()
    claim = SubmittedClaim(source=first.source, article=first, text="The mine was never inspected.")
    [result] = submit_claims([claim], client=client_user, now=NOW)
    assert result.claim.article == second
    [again] = submit_claims([claim], client=client_user, now=NOW)
    assert (again.claim, again.created) == (result.claim, False)
