import pytest

from claims.record_models import Judgement
from tests.api import ROOT, client_of, parameters, pointers, problem_of
from tests.factories import ClaimFactory, CrossReferenceFactory, JudgementFactory, SuggestionFactory

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/cross-references/"
DRIFT = [
    {"op": "replace", "left": "request", "right": "ask", "kind": "wording", "changes_meaning": False},
    {"op": "delete", "left": "strongly", "right": "", "kind": "intensity", "changes_meaning": True},
    {"op": "insert", "left": "", "right": "not", "kind": "negation", "changes_meaning": True},
]
TURNED = [
    {"op": "replace", "left": "ask", "right": "request", "kind": "wording", "changes_meaning": False},
    {"op": "insert", "left": "", "right": "strongly", "kind": "intensity", "changes_meaning": True},
    {"op": "delete", "left": "not", "right": "", "kind": "negation", "changes_meaning": True},
]


def seen_from(claim) -> str:
    return f"{ROOT}/claims/{claim.pk}/cross-references/"


def test_each_claim_sees_the_other_one_embedded_and_the_drift_from_its_own_words():
    reference = CrossReferenceFactory(drift=DRIFT, independent=False, shared_origin="Both credit Reuters.")
    client = client_of("Contributors")
    (left,) = client.get(seen_from(reference.left)).json()["results"]
    (right,) = client.get(seen_from(reference.right)).json()["results"]
    assert (left["claim"], left["other"]["id"]) == (reference.left_id, reference.right_id)
    assert (right["claim"], right["other"]["id"]) == (reference.right_id, reference.left_id)
    assert left["other"] == client.get(f"{ROOT}/claims/{reference.right_id}/").json()
    assert left["drift"] == DRIFT
    assert right["drift"] == TURNED
    unseen = {"claim", "other", "drift"}
    assert {key: left[key] for key in left.keys() - unseen} == {key: right[key] for key in right.keys() - unseen}
    assert left["reasons"] == ["Both give the same figure."]
    assert (left["independent"], left["shared_origin"]) == (False, "Both credit Reuters.")


def test_the_filters_claim_and_article_turn_the_link_to_the_side_asked_for():
    reference = CrossReferenceFactory(drift=DRIFT)
    CrossReferenceFactory()
    client = client_of("Contributors")
    for query in ({"claim": reference.right_id}, {"article": reference.right.article_id}):
        (found,) = client.get(ADDRESS, query).json()["results"]
        assert (found["claim"], found["drift"]) == (reference.right_id, TURNED)
    (found,) = client.get(ADDRESS, {"claim": reference.left_id}).json()["results"]
    assert (found["claim"], found["drift"]) == (reference.left_id, DRIFT)


def test_cross_references_are_filtered_by_relation_and_independence():
    agreeing = CrossReferenceFactory()
    disputing = CrossReferenceFactory(relation="disputes", independent=False, shared_origin="Both credit TASS.")
    client = client_of("Contributors")

    def found(query):
        return [reference["id"] for reference in client.get(ADDRESS, query).json()["results"]]

    assert found({}) == [disputing.pk, agreeing.pk]
    assert found({"relation": "disputes"}) == [disputing.pk]
    assert found({"independent": "true"}) == [agreeing.pk]
    assert found({"independent": "false", "relation": "corroborates"}) == []


@pytest.mark.parametrize(
    "query", [{"relation": "none"}, {"claim": "x"}, {"claim": "9" * 30}, {"score": "1"}, {"independent": "null"}]
)
def test_a_filter_that_makes_no_sense_is_refused(query):
    assert parameters(client_of("Contributors").get(ADDRESS, query)) == set(query)


def test_the_cross_references_of_an_unknown_claim_are_not_found():
    problem_of(client_of("Contributors").get(f"{ROOT}/claims/77/cross-references/"), 404)


def test_a_judgement_is_shown_from_both_sides_and_a_later_answer_replaces_it():
    reference = CrossReferenceFactory()
    client = client_of("Reviewers")
    for answer in ("confirmed", "rejected"):
        posted = client.post(f"{ADDRESS}{reference.pk}/judgements/", {"answer": answer})
        assert posted.status_code == 201
        assert (posted.json()["answer"], posted.json()["reviewer"]) == (answer, client.user.username)
    for claim in (reference.left, reference.right):
        (found,) = client.get(seen_from(claim)).json()["results"]
        assert found["judgement"] | {"id": posted.json()["id"]} == posted.json()
    assert list(Judgement.objects.order_by("pk").values_list("answer", flat=True)) == ["confirmed", "rejected"]


def test_a_link_that_nobody_judged_has_no_judgement():
    reference = CrossReferenceFactory()
    JudgementFactory(left=reference.left)
    (found,) = client_of("Contributors").get(seen_from(reference.left)).json()["results"]
    assert found["judgement"] is None


@pytest.mark.parametrize("body", [{}, {"answer": "maybe"}, {"answer": True}, {"answer": None}])
def test_an_answer_that_is_neither_yes_nor_no_is_refused(body):
    reference = CrossReferenceFactory()
    answer = client_of("Reviewers").post(f"{ADDRESS}{reference.pk}/judgements/", body)
    assert pointers(answer) == {"/answer"}
    assert not Judgement.objects.exists()


def test_an_unknown_link_can_not_be_judged():
    problem_of(client_of("Reviewers").post(f"{ADDRESS}77/judgements/", {"answer": "confirmed"}), 404)


@pytest.mark.parametrize("rows", [1, 11])
def test_the_lists_take_as_many_queries_however_many_links_there_are(rows, django_assert_num_queries):
    claim = ClaimFactory()
    for _ in range(rows):
        reference = CrossReferenceFactory(left=claim)
        SuggestionFactory(claim=reference.right)
        JudgementFactory(left=claim, right=reference.right)
    client = client_of("Contributors")
    # The token, two for what its user may do, the watermark, the page.
    with django_assert_num_queries(5) as queries:
        assert len(client.get(ADDRESS).json()["results"]) == rows
    assert "embedding" not in queries[-1]["sql"]
    with django_assert_num_queries(5):  # the same, and whether there is such a claim
        assert len(client.get(seen_from(claim)).json()["results"]) == rows


def test_a_cross_reference_and_its_judgements_have_addresses_and_a_judgement_says_what_was_read():
    reference = CrossReferenceFactory()
    address = f"{ROOT}/cross-references/{reference.pk}/"
    client = client_of("Reviewers")
    found = client.get(address)
    assert (found.json()["id"], found.json()["claim"]) == (reference.pk, reference.left_id)
    read = {"If-Match": found["ETag"]}
    first = client.post(f"{address}judgements/", {"answer": "confirmed"}, headers=read).json()
    problem_of(client.post(f"{address}judgements/", {"answer": "rejected"}, headers=read), 412)
    second = client.post(f"{address}judgements/", {"answer": "rejected"}).json()
    assert client.get(f"{address}judgements/").json()["results"] == [second, first]
    assert client.get(f"{address}judgements/{first['id']}/").json() == first
    other = CrossReferenceFactory()
    problem_of(client.get(f"{ROOT}/cross-references/{other.pk}/judgements/{first['id']}/"), 404)
