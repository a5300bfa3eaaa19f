import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from claims import review
from claims.analysis.types import Status
from claims.models import Claim, CrossReference, Judgement, PreparedClaim, Suggestion, Verdict
from tests.claims.desk import MINE, MINE_AGAIN, NOW, publish, work
from tests.roles import superuser_without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> User:
    user = User.objects.create_user("rita")
    user.groups.add(Group.objects.get(name="Reviewers"))
    return user


@pytest.fixture
def claim() -> Claim:
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    return CrossReference.objects.order_by("-score").first().left


def decide(claim: Claim, by: User, **changes) -> Verdict:
    said = {"status": "corroborated", "rationale": "Two reporters were there.", "expected_version": claim.version}
    return review.record_verdict(claim_id=claim.pk, by=by, now=NOW, **(said | changes))


def test_a_verdict_sets_the_claims_status_and_keeps_what_the_reviewer_saw(claim, reviewer):
    verdict = decide(claim, reviewer, evidence=["https://example.org/minutes"])
    claim.refresh_from_db()
    assert (claim.status, claim.version) == (Status.CORROBORATED, 1)
    assert verdict.seen["suggestion"]["status"] == "corroborated"
    assert verdict.seen["cross_references"]
    assert verdict.evidence == ["https://example.org/minutes"]


def test_a_second_verdict_on_what_the_first_reviewer_read_is_refused(claim, reviewer):
    decide(claim, reviewer)
    with pytest.raises(review.VersionConflict):
        review.record_verdict(
            claim_id=claim.pk, status="disputed", rationale="No.", by=reviewer, expected_version=0, now=NOW
        )
    claim.refresh_from_db()
    assert claim.status == Status.CORROBORATED


def test_a_contributor_may_not_decide(claim):
    contributor = User.objects.create_user("carl")
    contributor.groups.add(Group.objects.get(name="Contributors"))
    with pytest.raises(review.ReviewDenied):
        decide(claim, contributor)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "unreviewed"},
        {"status": "true"},
        {"rationale": " \n "},
        {"evidence": ["javascript:alert(1)"]},
        {"evidence": [f"https://example.org/{number}" for number in range(51)]},
        {"expected_version": None},
    ],
)
def test_a_verdict_that_says_too_little_or_too_much_is_refused_with_a_sentence(claim, reviewer, changes):
    with pytest.raises(review.ReviewError, match=r"\w+ \w+"):
        decide(claim, reviewer, **changes)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE claims_verdict SET rationale = 'Otherwise.'", "DELETE FROM claims_verdict", "TRUNCATE claims_verdict"],
)
def test_the_database_refuses_to_change_a_verdict_even_for_the_owner_of_the_tables(claim, reviewer, statement):
    decide(claim, reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE factcheck_owner")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert Verdict.objects.get().rationale == "Two reporters were there."


def test_verdicts_left_alone_pass_the_check_of_their_hashes(claim, reviewer, capsys):
    decide(claim, reviewer)
    claim.refresh_from_db()
    decide(claim, reviewer, status="disputed")
    call_command("check_verdicts")
    assert "All 2 verdicts are as they were recorded." in capsys.readouterr().out


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE claims_verdict SET rationale = 'Otherwise.' WHERE number = 1",
        "UPDATE claims_verdict SET hash = repeat('0', 64) WHERE number = 1",
        "DELETE FROM claims_verdict WHERE number = 1",
        "DELETE FROM claims_verdict WHERE number = 2",
        "DELETE FROM claims_verdict",
        "UPDATE claims_claim SET status = 'corroborated' WHERE version > 0",
    ],
)
def test_a_verdict_altered_behind_the_back_of_the_triggers_is_named(claim, reviewer, capsys, tampering):
    decide(claim, reviewer)
    claim.refresh_from_db()
    decide(claim, reviewer, status="disputed")
    with superuser_without_triggers() as cursor:
        cursor.execute(tampering)
    with pytest.raises(CommandError, match="Not all verdicts are as they were recorded"):
        call_command("check_verdicts")
    assert f"Claim {claim.pk}" in capsys.readouterr().err


def test_new_evidence_makes_a_verdict_stale_and_a_new_verdict_settles_it(reviewer):
    publish("Morning Post", "Rights groups have accused the Velian government of torturing prisoners in Harrow.")
    work()
    claim = Claim.objects.get()
    decide(claim, reviewer, status="unattributed")
    publish("Evening Sun", "The Velian government denies torturing prisoners in Harrow.")
    work()
    assert "disputed today" in Suggestion.objects.get(claim=claim).stale_reason
    assert list(Claim.objects.awaiting_review().filter(pk=claim.pk)) == [claim]
    claim.refresh_from_db()
    decide(claim, reviewer, status="disputed")
    assert Suggestion.objects.get(claim=claim).stale_reason == ""


def test_a_machine_never_changes_what_a_person_decided(claim, reviewer):
    decide(claim, reviewer, status="disputed")
    Claim.objects.update(check_state="due")
    PreparedClaim.objects.update(engine_version="older")
    work()
    claim.refresh_from_db()
    assert (claim.status, claim.version) == (Status.DISPUTED, 1)


def test_a_rejected_pair_is_no_evidence_any_more_also_after_the_next_check(claim, reviewer):
    for reference in CrossReference.objects.all():
        review.record_judgement(cross_reference_id=reference.pk, answer="rejected", by=reviewer, now=NOW)
    assert Suggestion.objects.get(claim=claim).status != Status.CORROBORATED
    Claim.objects.update(check_state="due")
    PreparedClaim.objects.update(engine_version="older")
    work()
    assert Suggestion.objects.get(claim=claim).status != Status.CORROBORATED


def test_a_later_judgement_replaces_the_earlier(claim, reviewer):
    reference = CrossReference.objects.order_by("-score").first()
    for answer in ("rejected", "confirmed"):
        review.record_judgement(cross_reference_id=reference.pk, answer=answer, by=reviewer, now=NOW)
    assert Judgement.objects.get().answer == "confirmed"
    assert Suggestion.objects.get(claim=claim).status == Status.CORROBORATED
