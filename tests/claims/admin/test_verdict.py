import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import seen
from claims.models import Claim
from claims.record_check import check
from claims.record_models import Judgement, Verdict
from factcheck.conflicts import HELD
from tests.factories import ClaimFactory, CrossReferenceFactory, VerdictFactory, one_statement
from tests.locks import held, impatient, removed_when_waited_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sealed_at_once(settings) -> None:
    """Undoing is tested in tests/claims/test_pending.py."""
    settings.UNDO_SECONDS = 0


@pytest.fixture
def claim() -> Claim:
    return ClaimFactory()


def decide(client: Client, claim: Claim, **changes: object):
    typed = {
        "status": "disputed",
        "rationale": "The register gives another figure.",
        "evidence": "https://register.example/1\n\n https://register.example/2 ",
        "expected_version": seen.version(Claim.objects.get(pk=claim.pk)),
    }
    return client.post(reverse("admin:claims_claim_verdict", args=[claim.pk]), typed | changes)


def judge(client: Client, reference, answer: str):
    return client.post(
        reverse("admin:claims_claim_judgement", args=[reference.left_id, reference.pk]), {"answer": answer}
    )


def test_a_verdict_is_recorded_with_rationale_evidence_and_reviewer(reviewer: Client, claim: Claim) -> None:
    response = decide(reviewer, claim)
    verdict = Verdict.objects.get()
    assert response.status_code == 302
    assert (verdict.claim, verdict.status, verdict.reviewer.username) == (claim, "disputed", "reviewers")
    assert verdict.rationale == "The register gives another figure."
    assert verdict.evidence == ["https://register.example/1", "https://register.example/2"]


def test_the_claim_page_shows_the_verdict_afterwards(reviewer: Client, claim: Claim) -> None:
    shown = reviewer.get(decide(reviewer, claim).url).content.decode()
    assert "Your verdict is recorded: Disputed." in shown
    assert "The register gives another figure." in shown
    assert 'href="https://register.example/1"' in shown


def test_a_reviewer_can_go_straight_to_the_next_claim(reviewer: Client, claim: Claim) -> None:
    following = ClaimFactory(checkworthiness=0.1)
    response = decide(reviewer, claim, _next="1")
    assert response.url == reverse("admin:claims_claim_change", args=[following.pk])


def test_what_was_skipped_comes_again_when_the_rest_of_the_view_is_done(reviewer: Client, claim: Claim) -> None:
    others = [ClaimFactory(checkworthiness=worth) for worth in (0.4, 0.3)]
    pages = [reverse("admin:claims_claim_change", args=[one.pk]) for one in (claim, *others)]
    skip = reverse("admin:claims_claim_skip", args=[others[0].pk])
    assert reviewer.post(skip).url == pages[2]
    assert decide(reviewer, claim, _next="1").url == pages[2]
    assert decide(reviewer, others[1], _next="1").url == pages[1]
    assert reviewer.get(skip).url == pages[1]


def test_the_page_is_told_that_a_verdict_is_recorded_so_that_the_draft_goes(reviewer: Client, claim: Claim) -> None:
    shown = reviewer.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    assert f'.{claim.pk}" data-fresh="yes"' in shown
    assert 'data-fresh="no"' in decide(reviewer, claim, rationale="").content.decode()
    assert f'class="done-{claim.pk} success"' in reviewer.get(decide(reviewer, claim).url).content.decode()


def test_after_the_last_claim_the_reviewer_stays(reviewer: Client, claim: Claim) -> None:
    assert decide(reviewer, claim, _next="1").url == reverse("admin:claims_claim_change", args=[claim.pk])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"status": ""}, "Choose one of the three."),
        ({"status": "true"}, "Select a valid choice."),
        ({"rationale": "  "}, "a verdict needs a rationale"),
        ({"rationale": "\u200b"}, "a verdict needs a rationale"),
        ({"evidence": "javascript:alert(1)"}, "is not a full http or https address"),
        ({"expected_version": "x" * 101}, "at most 100 characters"),
        ({"rationale": "with a \0 inside"}, "Null characters are not allowed."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    reviewer: Client, claim: Claim, changes: dict[str, str], sentence: str
) -> None:
    response = decide(reviewer, claim, **changes)
    shown = response.content.decode()
    assert response.status_code == 422
    assert sentence in shown
    assert changes.get("evidence", "https://register.example/1") in shown
    assert "rationale" in changes or "The register gives another figure." in shown
    assert not Verdict.objects.exists()


def test_who_was_slower_sees_what_the_other_decided_and_keeps_the_text(reviewer: Client, claim: Claim) -> None:
    read = seen.version(claim)
    VerdictFactory(claim=claim, status="corroborated", rationale="Two witnesses.")
    response = decide(reviewer, claim, expected_version=read)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else decided" in shown
    assert "Two witnesses." in shown
    assert "The register gives another figure." in shown
    assert Verdict.objects.count() == 1


def test_after_a_conflict_the_same_form_sent_again_is_recorded(reviewer: Client, claim: Claim) -> None:
    read = seen.version(claim)
    VerdictFactory(claim=claim, status="corroborated")
    shown = decide(reviewer, claim, expected_version=read).content.decode()
    fresh = re.search(r'<input type="hidden" name="expected_version" value="([^"]+)"', shown)[1]
    assert fresh != read
    assert decide(reviewer, claim, expected_version=fresh).status_code == 302
    assert Verdict.objects.order_by("number").last().status == "disputed"


def test_a_link_can_be_confirmed_and_then_rejected(reviewer: Client) -> None:
    reference = CrossReferenceFactory()
    assert judge(reviewer, reference, "confirmed").url.endswith(f"#cross-reference-{reference.pk}")
    judge(reviewer, reference, "rejected")
    assert list(Judgement.objects.order_by("pk").values_list("answer", flat=True)) == ["confirmed", "rejected"]
    shown = reviewer.get(reverse("admin:claims_claim_change", args=[reference.left_id])).content.decode()
    assert shown.index("Rejected by reviewers") < shown.index("Earlier answers") < shown.index("Confirmed by reviewers")


def test_an_answer_that_is_neither_yes_nor_no_is_refused_with_a_sentence(reviewer: Client) -> None:
    reference = CrossReferenceFactory()
    shown = reviewer.get(judge(reviewer, reference, "perhaps").url).content.decode()
    assert "A judgement is confirmed or rejected" in shown
    assert not Judgement.objects.exists()


def test_a_link_that_was_replaced_meanwhile_gets_a_message(reviewer: Client) -> None:
    reference = CrossReferenceFactory()
    address = reverse("admin:claims_claim_judgement", args=[reference.left_id, reference.pk])
    reference.delete()
    shown = reviewer.post(address, {"answer": "confirmed"}, follow=True).content.decode()
    assert "has been replaced meanwhile" in shown


def test_opening_the_address_of_the_form_leads_to_the_claim(reviewer: Client, claim: Claim) -> None:
    response = reviewer.get(reverse("admin:claims_claim_verdict", args=[claim.pk]))
    assert response.url == reverse("admin:claims_claim_change", args=[claim.pk])


def test_evidence_that_came_while_the_reviewer_wrote_is_named_and_shown_and_the_text_kept(
    reviewer: Client, claim: Claim
) -> None:
    read = seen.version(claim)
    CrossReferenceFactory(left=claim, reasons=["Both give the number of the bridge."])
    response = decide(reviewer, claim, expected_version=read)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "The cross-references changed after you read it." in shown
    assert "Both give the number of the bridge." in shown
    assert "The register gives another figure." in shown
    assert not Verdict.objects.exists()
    fresh = re.search(r'<input type="hidden" name="expected_version" value="([^"]+)"', shown)[1]
    assert decide(reviewer, claim, expected_version=fresh).status_code == 302
    [seen_link] = Verdict.objects.get().seen["cross_references"]
    assert seen_link["reasons"] == ["Both give the number of the bridge."]


# Statements


@pytest.fixture
def fellows(claim: Claim) -> list[Claim]:
    """Other claims of the claim's statement."""
    others = [ClaimFactory() for _ in range(2)]
    one_statement(claim, *others)
    return others


def boxes(client: Client, claim: Claim) -> list[str]:
    """What the page has ticked."""
    page = client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()
    return re.findall(r'name="covers" value="([^"]+)" checked', page)


def test_a_statement_is_decided_once_with_a_verdict_on_each_ticked_claim(reviewer: Client, claim, fellows) -> None:
    ticked = boxes(reviewer, claim)
    assert len(ticked) == 2
    shown = reviewer.get(decide(reviewer, claim, covers=ticked[:1]).url).content.decode()
    assert "Your verdict is recorded on 2 claims: Disputed." in shown
    assert "together with 1 other claim" in shown
    verdicts = Verdict.objects.all()
    assert {one.claim_id for one in verdicts} == {claim.pk, int(ticked[0].split(":")[0])}
    assert len({one.decision for one in verdicts}) == 1
    assert check(now=timezone.now()).faults == 0
    decide(reviewer, claim)
    assert Verdict.objects.latest("pk").decision != verdicts[0].decision


def test_nothing_is_recorded_where_one_of_the_claims_has_changed_and_the_ticks_stay(
    reviewer: Client, claim, fellows
) -> None:
    ticked = boxes(reviewer, claim)
    VerdictFactory(claim=fellows[0], status="corroborated")
    response = decide(reviewer, claim, covers=ticked)
    shown = response.content.decode()
    assert response.status_code == 409
    assert f"The claim of {fellows[0].source.name}: Somebody else decided" in shown
    assert Verdict.objects.count() == 1
    fresh = re.findall(r'name="covers" value="([^"]+)" checked', shown)
    assert fresh != ticked
    assert decide(reviewer, claim, covers=fresh).status_code == 302
    assert Verdict.objects.count() == 4


@pytest.mark.parametrize("covers", [["x"], ["1"], ["1:"], ["-1:2"], ["9" * 30 + ":1"], [f"{n}:x" for n in range(60)]])
def test_boxes_that_no_page_sent_are_refused(reviewer: Client, claim: Claim, covers: list[str]) -> None:
    assert decide(reviewer, claim, covers=covers).status_code == 422
    assert not Verdict.objects.exists()


def test_the_next_claim_of_the_view_is_none_that_the_decision_covered(reviewer: Client, claim, fellows) -> None:
    following = ClaimFactory(checkworthiness=0.1)
    response = decide(reviewer, claim, covers=boxes(reviewer, claim), _next="1")
    assert response.url == reverse("admin:claims_claim_change", args=[following.pk])


def test_a_claim_is_taken_out_of_its_statement_and_put_into_it_on_the_page(reviewer: Client, claim, fellows) -> None:
    change = reverse("admin:claims_claim_statement", args=[claim.pk])
    reviewer.post(change, {"out": fellows[0].pk})
    assert len(boxes(reviewer, claim)) < 2
    reviewer.post(change, {"into": fellows[0].pk})
    assert str(fellows[0].pk) in {one.split(":")[0] for one in boxes(reviewer, claim)}
    for nonsense in ({}, {"into": "x"}, {"into": "9" * 18}, {"into": claim.pk}, {"out": "0"}):
        assert reviewer.post(change, nonsense, follow=True).status_code == 200
    assert reviewer.get(change).url.endswith(f"/{claim.pk}/change/#statement")


# What others do at this moment


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_others_hold_is_shown_as_a_conflict_and_what_was_typed_is_kept(
    reviewer: Client, claim: Claim
) -> None:
    with impatient(), held(claim):
        response = decide(reviewer, claim)
    shown = response.content.decode()
    assert response.status_code == 409
    assert HELD in shown
    assert "The register gives another figure." in shown
    assert not Verdict.objects.exists()
    fresh = re.search(r'<input type="hidden" name="expected_version" value="([^"]+)"', shown)[1]
    assert decide(reviewer, claim, expected_version=fresh).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_link_whose_claims_others_hold_can_be_judged_a_little_later(reviewer: Client) -> None:
    reference = CrossReferenceFactory()
    with impatient(), held(reference.right):
        response = judge(reviewer, reference, "confirmed")
    assert HELD in reviewer.get(response.url).content.decode()
    assert not Judgement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_is_removed_while_the_verdict_waits_for_it_is_said_to_be_gone(
    reviewer: Client, claim: Claim
) -> None:
    with held(claim, until=removed_when_waited_for(claim)):
        response = decide(reviewer, claim)
    assert "Perhaps it was deleted" in reviewer.get(response.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_link_whose_other_claim_is_removed_while_the_judgement_waits_gets_a_message(reviewer: Client) -> None:
    reference = CrossReferenceFactory()
    with held(reference.right, until=removed_when_waited_for(reference.right)):
        response = judge(reviewer, reference, "confirmed")
    assert "has been replaced meanwhile" in reviewer.get(response.url).content.decode()
    assert not Judgement.objects.exists()
