import pytest

from claims.api.etags import etag
from claims.models import Claim
from claims.record_models import Verdict
from tests.api import ROOT, client_of, pointers, problem_of
from tests.factories import ClaimFactory, CrossReferenceFactory, SuggestionFactory, VerdictFactory

pytestmark = pytest.mark.django_db
BODY = {"status": "disputed", "rationale": "The minutes say otherwise.", "evidence": ["https://archive.example/m"]}


def address(claim) -> str:
    return f"{ROOT}/claims/{claim.pk}/"


def test_a_reviewer_decides_on_the_claim_as_it_was_read():
    claim = SuggestionFactory().claim
    client = client_of("Reviewers")
    tag = client.get(address(claim))["ETag"]
    answer = client.post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": tag})
    assert answer.status_code == 201
    verdict = answer.json()
    assert (verdict["number"], verdict["status"], verdict["reviewer"]) == (1, "disputed", client.user.username)
    assert verdict["evidence"] == ["https://archive.example/m"]
    assert verdict["seen"]["suggestion"]["status"] == "corroborated"
    assert client.get(address(claim)).json()["status"] == "disputed"
    assert client.get(f"{address(claim)}verdicts/").json()["results"] == [verdict]


def test_the_second_of_two_reviewers_who_read_the_same_claim_is_told_that_the_first_was_faster():
    claim = ClaimFactory()
    first, second = client_of("Reviewers"), client_of("Reviewers")
    tag = second.get(address(claim))["ETag"]
    assert first.post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": tag}).status_code == 201
    problem_of(second.post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": tag}), 412)
    assert Verdict.objects.count() == 1
    fresh = second.get(address(claim))["ETag"]
    assert second.post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": fresh}).status_code == 201


@pytest.mark.parametrize("header", [{}, {"If-Match": ""}, {"If-Match": "*"}])
def test_a_verdict_that_does_not_say_what_was_read_is_refused(header):
    claim = ClaimFactory()
    problem_of(client_of("Reviewers").post(f"{address(claim)}verdicts/", BODY, headers=header), 428)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    "tag", ['"x"', '"0-0"', "1-0", f'"{"9" * 5000}-0"', '"1-0-0123456789ab"', '"1-99999999999"', "\xff"]
)
def test_an_etag_that_is_none_of_the_claim_does_not_match(tag):
    claim = ClaimFactory()
    problem_of(client_of("Reviewers").post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": tag}), 412)


def test_an_etag_that_a_compressing_proxy_marked_as_weak_still_matches():
    claim = ClaimFactory()
    headers = {"If-Match": f"W/{etag(claim)}"}
    assert client_of("Reviewers").post(f"{address(claim)}verdicts/", BODY, headers=headers).status_code == 201


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"status": "unreviewed"}, {"/status"}),
        ({"status": "true"}, {"/status"}),
        ({"status": ["disputed"]}, {"/status"}),
        ({"rationale": ""}, {"/rationale"}),
        ({"rationale": " \n"}, {"/rationale"}),
        ({"rationale": "Nul\0"}, {"/rationale"}),
        ({"evidence": "https://archive.example/m"}, {"/evidence"}),
        ({"evidence": [5]}, {"/evidence/0"}),
        ({"evidence": ["javascript:alert(1)"]}, {""}),
        ({"reviewer": "somebody else"}, {"/reviewer"}),
    ],
)
def test_what_is_wrong_with_a_verdict_is_named(changes, wrong):
    claim = ClaimFactory()
    headers = {"If-Match": etag(claim)}
    answer = client_of("Reviewers").post(f"{address(claim)}verdicts/", BODY | changes, headers=headers)
    assert pointers(answer) == wrong
    assert not Verdict.objects.exists()


def test_verdicts_on_an_unknown_claim_are_not_found():
    client = client_of("Reviewers")
    problem_of(client.get(f"{ROOT}/claims/77/verdicts/"), 404)
    tag = f'"77-0-{"-".join(["0" * 12] * 4)}"'
    problem_of(client.post(f"{ROOT}/claims/77/verdicts/", BODY, headers={"If-Match": tag}), 404)


def test_a_contributor_reads_verdicts_and_records_none():
    verdict = VerdictFactory()
    client = client_of("Contributors")
    assert len(client.get(f"{address(verdict.claim)}verdicts/").json()["results"]) == 1
    headers = {"If-Match": etag(verdict.claim)}
    problem_of(client.post(f"{address(verdict.claim)}verdicts/", BODY, headers=headers), 403)


def test_a_recorded_verdict_can_be_neither_changed_nor_removed():
    verdict = VerdictFactory()
    for method in ("put", "patch", "delete"):
        problem_of(getattr(client_of("Reviewers"), method)(f"{address(verdict.claim)}verdicts/", {}), 405)
        problem_of(getattr(client_of("Reviewers"), method)(f"{address(verdict.claim)}verdicts/{verdict.pk}/", {}), 405)


@pytest.mark.parametrize("rows", [1, 11])
def test_the_list_takes_five_queries_however_many_verdicts_there_are(rows, django_assert_num_queries):
    claim = ClaimFactory()
    VerdictFactory.create_batch(rows, claim=claim)
    client = client_of("Contributors")
    with django_assert_num_queries(5):  # the token, two for what its user may do, the claim, the page
        assert len(client.get(f"{address(claim)}verdicts/").json()["results"]) == rows


def test_evidence_that_came_after_the_claim_was_read_is_named_and_not_recorded_as_seen():
    claim = SuggestionFactory().claim
    client = client_of("Reviewers")
    tag = client.get(address(claim))["ETag"]
    CrossReferenceFactory(left=claim)
    answer = problem_of(client.post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": tag}), 412)
    assert answer["detail"] == "The cross-references changed after you read it. Read it again, then decide."
    assert not Verdict.objects.exists()
    fresh = client.get(address(claim))["ETag"]
    assert client.post(f"{address(claim)}verdicts/", BODY, headers={"If-Match": fresh}).status_code == 201
    assert len(Verdict.objects.get().seen["cross_references"]) == 1
    assert Claim.objects.get(pk=claim.pk).status == "disputed"


def test_a_verdict_has_an_address_below_its_claim_and_the_number_of_its_decision():
    verdict = VerdictFactory()
    client = client_of("Contributors")
    found = client.get(f"{address(verdict.claim)}verdicts/{verdict.pk}/").json()
    assert (found["id"], found["decision"]) == (verdict.pk, verdict.decision)
    assert [found] == client.get(f"{address(verdict.claim)}verdicts/").json()["results"]
    problem_of(client.get(f"{address(ClaimFactory())}verdicts/{verdict.pk}/"), 404)
