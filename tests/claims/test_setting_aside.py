from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Suggestion
from claims.record_models import SetAside
from claims.review import ReviewDenied, ReviewError
from claims.setting_aside import set_aside
from tests.claims.admin.conftest import browser
from tests.claims.desk import NOW
from tests.factories import ClaimFactory, SuggestionFactory, UserFactory, VerdictFactory, one_statement

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:claims_claim_changelist")


def put(*claims: Claim, reason: str = "later", **fields: object) -> int:
    by = fields.pop("by", None) or UserFactory(group="Reviewers")
    return set_aside(claim_ids=[claim.pk for claim in claims], reason=reason, by=by, now=NOW, **fields)


def waiting() -> set[int]:
    return set(Claim.objects.awaiting_review().values_list("pk", flat=True))


@pytest.mark.parametrize("reason", ["not_a_claim", "not_worth_checking", "nothing_found", "later"])
def test_a_claim_set_aside_leaves_the_queue_without_a_verdict_until_it_is_taken_back(reason):
    claim, other = ClaimFactory(), ClaimFactory()
    put(claim, reason=reason)
    assert waiting() == {other.pk}
    assert list(Claim.objects.put_aside()) == [claim]
    claim.refresh_from_db()
    assert (claim.status, claim.version) == ("unreviewed", 0)
    put(claim, reason="taken_back")
    assert waiting() == {claim.pk, other.pk}
    put(claim, reason=reason)
    assert waiting() == {other.pk}


@pytest.mark.parametrize(
    ("reason", "returns"),
    [("not_a_claim", False), ("not_worth_checking", False), ("nothing_found", True), ("later", True)],
)
def test_what_new_evidence_may_change_is_in_the_queue_again_with_it(reason, returns):
    unchecked, suggested = ClaimFactory(), SuggestionFactory(status="").claim
    put(unchecked, suggested, reason=reason)
    assert waiting() == set()
    Suggestion.objects.update(status="disputed", strength="weak")
    assert (waiting() == {suggested.pk}) == returns


def test_a_verdict_may_follow_and_what_has_one_is_not_set_aside():
    claim = ClaimFactory()
    put(claim)
    VerdictFactory(claim=claim)
    SuggestionFactory(claim=claim, stale_reason="A denial has come in.")
    assert waiting() == {claim.pk}
    with pytest.raises(ReviewError, match="It has a verdict already"):
        put(claim)
    assert put(claim, ClaimFactory()) == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"reason": "so"}, ReviewError),
        ({"note": "x" * 20_001}, ReviewError),
        ({"by": None}, ReviewDenied),
    ],
)
def test_what_is_refused_is_refused_with_a_sentence(fields, error):
    given = {"by": UserFactory(group="Contributors")} if "by" in fields else fields
    with pytest.raises(error, match=r"\w+ \w+"):
        put(ClaimFactory(), **given)
    assert not SetAside.objects.exists()


def test_nobody_changes_what_was_set_aside():
    put(ClaimFactory())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE factcheck_owner")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("DELETE FROM claims_setaside")


# On the desk


@pytest.fixture
def reviewer() -> Client:
    return browser("Reviewers")


def page(client: Client, claim: Claim) -> str:
    return client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()


def test_a_statement_is_set_aside_from_its_page_with_a_note_and_taken_back_there(reviewer: Client):
    claim, other, left_out = (ClaimFactory(checkworthiness=worth) for worth in (0.9, 0.5, 0.4))
    following = ClaimFactory(checkworthiness=0.1)
    one_statement(claim, other, left_out, joined_at=NOW + timedelta(days=1))
    address = reverse("admin:claims_claim_aside", args=[claim.pk])
    typed = {"reason": "not_worth_checking", "rationale": "Weather.", "covers": [f"{other.pk}:x"]}
    answer = reviewer.post(address, typed)
    assert answer.url == reverse("admin:claims_claim_change", args=[following.pk])
    assert "2 claims are set aside: not worth checking." in reviewer.get(answer.url).content.decode()
    assert waiting() == {left_out.pk, following.pk}
    shown = page(reviewer, claim)
    assert "<strong>Set aside</strong> by reviewers" in shown
    assert "“Weather.”" in shown
    assert claim.text in reviewer.get(QUEUE, {"queue": "aside"}).content.decode()
    reviewer.post(address, {"reason": "taken_back", "covers": [f"{other.pk}:x"]})
    assert waiting() == {claim.pk, other.pk, left_out.pk, following.pk}
    assert "Set aside</strong> by" not in page(reviewer, claim)
    assert reviewer.post(address, {"reason": "nonsense"}, follow=True).status_code == 200
    assert reviewer.get(address).url.endswith(f"/{claim.pk}/change/")
