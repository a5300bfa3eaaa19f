from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from claims import review, seen
from claims.analysis.types import Status
from claims.models import Claim, CrossReference, PreparedClaim, Suggestion
from claims.record_models import Judgement, Verdict
from claims.suggestions import refresh_suggestions
from tests.claims.desk import MINE, MINE_AGAIN, NOW, publish, work

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


def read(claim: Claim) -> str:
    """The version of the claim as it stands now."""
    return seen.version(Claim.objects.get(pk=claim.pk))


def decide(claim: Claim, by: User, **changes) -> Verdict:
    said = {"status": "corroborated", "rationale": "Two reporters were there.", "expected_version": read(claim)}
    return review.record_verdict(claim_id=claim.pk, by=by, now=NOW, **(said | changes))


def test_a_verdict_sets_the_claims_status_and_keeps_what_the_reviewer_saw(claim, reviewer):
    verdict = decide(claim, reviewer, evidence=["https://example.org/minutes"])
    claim.refresh_from_db()
    assert (claim.status, claim.version) == (Status.CORROBORATED, 1)
    assert verdict.seen["suggestion"]["status"] == "corroborated"
    assert verdict.seen["cross_references"]
    assert verdict.evidence == ["https://example.org/minutes"]


def test_a_second_verdict_on_what_the_first_reviewer_read_is_refused(claim, reviewer):
    before = read(claim)
    decide(claim, reviewer)
    with pytest.raises(review.VersionConflict, match="Somebody else decided on this claim after you read it"):
        decide(claim, reviewer, status="disputed", expected_version=before)
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
    [
        "UPDATE claims_verdict SET rationale = 'Otherwise.'",
        "DELETE FROM claims_verdict",
        "TRUNCATE claims_verdict CASCADE",
    ],
)
def test_the_database_refuses_to_change_a_verdict_even_for_the_owner_of_the_tables(claim, reviewer, statement):
    decide(claim, reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE factcheck_owner")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert Verdict.objects.get().rationale == "Two reporters were there."


def test_new_evidence_makes_a_verdict_stale_and_a_new_verdict_settles_it(reviewer):
    publish("Morning Post", "Rights groups have accused the Velian government of torturing prisoners in Harrow.")
    work()
    claim = Claim.objects.get()
    decide(claim, reviewer, status="unattributed")
    publish("Evening Sun", "The Velian government denies torturing prisoners in Harrow.")
    work()
    reason = Suggestion.objects.get(claim=claim).stale_reason
    assert reason.startswith("Evening Sun contradicts it now.")
    assert "it is “disputed” now" in reason
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


def test_of_two_judgements_on_a_pair_both_are_kept_and_the_later_counts(claim, reviewer):
    reference = CrossReference.objects.order_by("-score").first()
    for answer in ("rejected", "confirmed"):
        review.record_judgement(cross_reference_id=reference.pk, answer=answer, by=reviewer, now=NOW)
    assert list(Judgement.objects.order_by("pk").values_list("answer", flat=True)) == ["rejected", "confirmed"]
    assert Suggestion.objects.get(claim=claim).status == Status.CORROBORATED


def reject_all_links(by: User) -> None:
    for reference in CrossReference.objects.order_by("pk"):
        review.record_judgement(
            cross_reference_id=reference.pk, answer="rejected", by=by, now=NOW + timedelta(minutes=1)
        )


def test_a_rejected_link_makes_a_verdict_stale_under_the_name_of_who_rejected_it(claim, reviewer):
    ada = User.objects.create_user("ada")
    ada.groups.add(Group.objects.get(name="Reviewers"))
    decide(claim, reviewer)
    Claim.objects.filter(pk=claim.pk).update(status="disputed")  # so that no suggestion agrees with it
    reject_all_links(by=ada)
    other = CrossReference.objects.order_by("-score").first().right.source.name
    reason = Suggestion.objects.get(claim=claim).stale_reason
    assert reason.startswith(f"ada rejected the link to {other}. The suggestion was “corroborated” when the verdict")
    assert reason.endswith("nothing is suggested now.") or "it is “" in reason
    assert "new evidence" not in reason


def test_who_rejected_a_link_and_then_decided_gets_no_stale_verdict(claim, reviewer):
    reject_all_links(by=reviewer)
    decide(claim, reviewer, status="disputed")
    refresh_suggestions([claim.pk])
    assert Suggestion.objects.get(claim=claim).stale_reason == ""


def test_a_claimant_that_is_read_otherwise_after_the_verdict_makes_it_stale(claim, reviewer):
    decide(claim, reviewer)
    Claim.objects.filter(pk=claim.pk).update(claimant="Tilda Branting")
    refresh_suggestions([claim.pk])
    reason = Suggestion.objects.get(claim=claim).stale_reason
    assert reason == (
        "The claim is read otherwise now: the claimant was “Tilda Brandt” when the verdict was given, and is "
        "“Tilda Branting” today."
    )


# Nothing that a verdict names is ever deleted.


@pytest.mark.parametrize("what", ["claim", "article", "source", "reviewer"])
def test_nothing_that_a_verdict_names_can_be_deleted(claim, reviewer, what):
    decide(claim, reviewer)
    named = {"claim": claim, "article": claim.article, "source": claim.source, "reviewer": reviewer}[what]
    with pytest.raises(ProtectedError):
        named.delete()


@pytest.mark.parametrize("table", ["claims_claim", "sources_article", "sources_source", "auth_user"])
def test_the_database_keeps_what_a_verdict_names_too(claim, reviewer, table):
    decide(claim, reviewer)
    key = {"claims_claim": claim.pk, "sources_article": claim.article_id, "sources_source": claim.source_id}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key.get(table, reviewer.pk)])


def test_of_a_link_that_is_gone_the_verdict_keeps_the_words(claim, reviewer):
    reference = CrossReference.objects.order_by("-score").first()
    verdict = decide(claim, reviewer)
    words, outlet = reference.right.text, reference.right.source.name
    CrossReference.objects.all().delete()
    Suggestion.objects.filter(claim=reference.right).delete()
    PreparedClaim.objects.filter(claim=reference.right).delete()
    reference.right.delete()
    [kept] = Verdict.objects.get(pk=verdict.pk).seen["cross_references"]
    assert (kept["other"]["text"], kept["other"]["source"]["name"]) == (words, outlet)
    assert kept["reasons"] == reference.reasons
