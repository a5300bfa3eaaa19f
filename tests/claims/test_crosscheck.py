import random
import threading

import pytest
from django.db import connection

from claims import crosscheck, runs
from claims.analysis.types import Relation, Status
from claims.choices import CheckState
from claims.models import Claim, CrossReference, PreparedClaim, Suggestion
from sources.models import Article, ArticleState
from tests.claims.desk import MINE, MINE_AGAIN, publish, work

NOTE_A = "“We request your mission NOT to take part in this event,” said a note of the Velian embassy on Thursday."
NOTE_B = "“We ask your mission not to take part in this event,” the Velian embassy wrote in a note on Thursday."
ACCUSED = "Rights groups have accused the Velian government of torturing prisoners in the camps of Harrow."
DENIED = "Velia denies torturing prisoners in the camps of Harrow."


def links() -> set[tuple[str, str, str]]:
    """Each cross-reference as its relation and the two texts, in alphabetical order."""
    return {
        (reference.relation, *sorted((reference.left.text, reference.right.text)))
        for reference in CrossReference.objects.with_sides()
    }


@pytest.mark.django_db
def test_two_outlets_that_report_the_same_are_linked_and_both_suggested_as_corroborated():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    reference = CrossReference.objects.with_sides().order_by("-score").first()
    assert reference.relation == Relation.CORROBORATES
    assert {reference.left.source.name, reference.right.source.name} == {"Morning Post", "Evening Sun"}
    assert reference.reasons
    assert reference.left.suggestion.status == reference.right.suggestion.status == Status.CORROBORATED


@pytest.mark.django_db
def test_one_outlet_never_corroborates_itself():
    publish("Morning Post", MINE)
    publish("Morning Post", MINE_AGAIN)
    work()
    assert not CrossReference.objects.exists()


@pytest.mark.django_db
def test_two_reports_of_one_note_are_linked_as_one_origin_with_the_changed_words():
    publish("Morning Post", NOTE_A)
    publish("Evening Sun", NOTE_B)
    work()
    reference = CrossReference.objects.get()
    assert reference.relation == Relation.CORROBORATES
    assert not reference.independent
    assert "quote the same words" in reference.shared_origin
    assert {"request", "ask"} in [{change["left"], change["right"]} for change in reference.drift]


@pytest.mark.django_db
def test_an_accusation_and_its_denial_dispute_each_other():
    publish("Morning Post", ACCUSED)
    publish("Evening Sun", DENIED)
    work()
    assert {reference.relation for reference in CrossReference.objects.all()} == {Relation.DISPUTES}
    assert {claim.suggestion.status for claim in Claim.objects.with_evidence()} == {Status.DISPUTED}


@pytest.mark.django_db
def test_two_outlets_that_credit_one_agency_are_not_independent():
    publish("Morning Post", f"{MINE} This was first reported by Reuters.")
    publish("Evening Sun", f"{MINE_AGAIN} Reuters reported the news first.")
    work()
    references = CrossReference.objects.all()
    assert references
    assert {reference.shared_origin for reference in references} == {
        "Evening Sun and Morning Post both credit Reuters."
    }


@pytest.mark.django_db
def test_two_outlets_with_one_owner_are_not_independent():
    for name in ("Morning Post", "Evening Sun"):
        publish(name, MINE if name == "Morning Post" else MINE_AGAIN).source.__class__.objects.filter(name=name).update(
            owner="Grand Media"
        )
    work()
    assert {reference.shared_origin for reference in CrossReference.objects.all()} == {
        "Evening Sun and Morning Post both belong to Grand Media."
    }


@pytest.mark.django_db
def test_checking_again_changes_nothing():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    fields = ("left_id", "right_id", "relation", "score", "independent", "reasons")
    references = list(CrossReference.objects.order_by("pk").values_list("pk", *fields))
    suggestions = list(Suggestion.objects.order_by("pk").values_list("pk", "status", "confidence", "reasons"))
    crosscheck.crosscheck_claims(list(Claim.objects.values_list("pk", flat=True)))
    assert list(CrossReference.objects.order_by("pk").values_list("pk", *fields)) == references
    assert list(Suggestion.objects.order_by("pk").values_list("pk", "status", "confidence", "reasons")) == suggestions


@pytest.mark.django_db
def test_a_link_that_no_longer_holds_is_removed_and_the_suggestion_with_it():
    publish("Morning Post", MINE)
    publish("Evening Sun", "The opera season at Orlen opens with a comedy, director Anna Weiss told reporters.")
    work()
    left, right = (
        sorted(Claim.objects.order_by("pk"), key=lambda claim: claim.pk)[0],
        Claim.objects.order_by("pk").last(),
    )
    CrossReference.objects.create(
        left=left, right=right, relation="corroborates", score=1, similarity=1, independent=True, engine_version="old"
    )
    crosscheck.crosscheck_claims([left.pk])
    assert not CrossReference.objects.exists()
    assert right.suggestion.status != Status.CORROBORATED


@pytest.mark.django_db
def test_an_article_is_crosschecked_when_all_its_claims_are():
    article = publish("Morning Post", MINE)
    work()
    assert Article.objects.get(pk=article.pk).state == ArticleState.CROSSCHECKED


@pytest.mark.django_db
def test_a_failed_claim_can_be_tried_again():
    publish("Morning Post", MINE)
    work()
    Claim.objects.update(check_state=CheckState.FAILED, attempts=3, last_error="The worker stopped.")
    runs.retry(Claim.objects.values_list("pk", flat=True))
    work()
    assert set(Claim.objects.values_list("check_state", "last_error")) == {(CheckState.DONE, "")}


REPORTS = [
    ("Morning Post", MINE),
    ("Evening Sun", MINE_AGAIN),
    ("Radio One", ACCUSED),
    ("Daily Star", DENIED),
    ("Lake Herald", NOTE_A),
    ("Hill Echo", NOTE_B),
]


def clear() -> None:
    CrossReference.objects.all().delete()
    Claim.objects.all().delete()
    Article.objects.all().delete()


@pytest.mark.django_db
def test_whichever_order_articles_arrive_in_the_same_links_result():
    results = []
    for seed in range(3):
        reports = random.Random(seed).sample(REPORTS, len(REPORTS))
        for source, text in reports:
            publish(source, text)
            work()
        results.append(links())
        clear()
    assert results[0]
    assert results[0] == results[1] == results[2]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_find_the_same_links_and_suggestions_as_one_alone():
    for source, text in REPORTS:
        publish(source, text)
    work()
    alone = links(), sorted(Suggestion.objects.values_list("claim__text", "status"))
    CrossReference.objects.all().delete()
    Suggestion.objects.all().delete()
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    errors = []

    def check(one: int) -> None:
        try:
            crosscheck.crosscheck_claims([one])
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=check, args=(one,)) for one in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert (links(), sorted(Suggestion.objects.values_list("claim__text", "status"))) == alone


@pytest.mark.django_db
def test_claims_of_an_older_engine_fail_no_check_and_keep_their_links():
    publish("Morning Post", MINE)
    publish("Evening Sun", MINE_AGAIN)
    work()
    before = links()
    PreparedClaim.objects.update(engine_version="older", features={"version": 0})
    publish("Daily Star", MINE_AGAIN.replace("said", "says"))
    work()
    assert before <= links()
    assert not Claim.objects.exclude(check_state=CheckState.DONE).exists()
    Claim.objects.update(check_state=CheckState.DUE)
    work()
    assert not PreparedClaim.objects.filter(engine_version="older").exists()
    assert CrossReference.objects.filter(left__source__name="Morning Post", right__source__name="Daily Star").exists()
