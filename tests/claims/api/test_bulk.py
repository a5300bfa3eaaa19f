import pytest
import time_machine

from claims.models import Claim
from factcheck.api.throttles import ItemRateThrottle
from sources.models import Source
from tests.api import ROOT, client_of, pointers, problem_of
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/claims/bulk/"


def item(number: int, **fields) -> dict:
    return {"source": "ledger", "text": f"Bridge {number} is closed.", "client_ref": f"r-{number}"} | fields


@pytest.fixture(autouse=True)
def ledger():
    return SourceFactory(slug="ledger")


def test_each_claim_gets_its_own_result_and_a_wrong_one_does_not_stop_the_others():
    client = client_of("Contributors")
    client.post(ADDRESS, {"claims": [item(0)]})
    answer = client.post(
        ADDRESS,
        {
            "claims": [
                item(0),  # known
                item(1),
                item(0, text="Another bridge is closed."),  # the reference stands for another claim
                item(2, text=""),
                item(3, source="nobody"),
                item(4, article=10**9),
                "no object",
                item(5, source={"name": "Evening Sun"}),
                {"client_ref": ["x"]},
            ]
        },
    )
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [200, 201, 409, 400, 400, 400, 400, 201, 400]
    assert [result["index"] for result in results] == list(range(9))
    assert [result["client_ref"] for result in results] == ["r-0", "r-1", "r-0", "r-2", "r-3", "r-4", "", "r-5", ""]
    assert results[1]["claim"]["text"] == "Bridge 1 is closed."
    assert [[error["pointer"] for error in result["errors"]] for result in results[2:6]] == [
        ["/client_ref"],
        ["/text"],
        ["/source"],
        ["/article"],
    ]
    assert all((result["claim"] is None) == (result["status"] >= 400) for result in results)
    assert Claim.objects.count() == 3
    assert set(Source.objects.values_list("name", flat=True)) >= {"Evening Sun"}


def test_the_same_post_again_stores_nothing_new():
    client = client_of("Contributors")
    claims = {"claims": [item(number) for number in range(3)]}
    first, again = client.post(ADDRESS, claims).json()["results"], client.post(ADDRESS, claims).json()["results"]
    assert [result["status"] for result in again] == [200, 200, 200]
    assert [result["claim"] for result in again] == [result["claim"] for result in first]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/claims"}),
        ({"claims": []}, {"/claims"}),
        ({"claims": None}, {"/claims"}),
        ({"claims": {"0": {}}}, {"/claims"}),
        ({"claims": [{}] * 1001}, {"/claims"}),
        ([], {""}),
        ({"claims": [{}], "dry_run": True}, {"/dry_run"}),
    ],
)
def test_a_body_that_is_no_list_of_up_to_a_thousand_claims_is_refused(body, wrong):
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == wrong


@pytest.mark.parametrize("rows", [1, 11])
def test_finding_outlets_and_articles_takes_no_query_per_claim(rows, ledger, django_assert_num_queries):
    client = client_of("Contributors")
    article = ArticleFactory(source=ledger)
    claims = [item(number, article=article.pk) for number in range(rows)]
    client.post(ADDRESS, {"claims": claims})
    # The token, two for what its user may do, outlets, articles, a savepoint and its release, the lock of the
    # client's posts, the claims known by their references, and the claims for the answer.
    with django_assert_num_queries(10):
        answer = client.post(ADDRESS, {"claims": claims})
    assert {result["status"] for result in answer.json()["results"]} == {200}


def test_a_client_that_prefers_so_gets_the_ids_of_its_claims_alone():
    client = client_of("Contributors")
    answer = client.post(ADDRESS, {"claims": [item(1), item(2, text="")]}, headers={"Prefer": "return=minimal"})
    stored, refused = answer.json()["results"]
    assert (stored["id"], stored["claim"], stored["status"]) == (Claim.objects.get().pk, None, 201)
    assert (refused["id"], refused["status"]) == (None, 400)
    assert answer["Preference-Applied"] == "return=minimal"


def test_the_items_of_bulk_requests_are_counted_before_anything_is_stored(monkeypatch):
    monkeypatch.setattr(ItemRateThrottle, "THROTTLE_RATES", {"items": "3/minute"})
    client = client_of("Contributors")
    with time_machine.travel("2026-05-01T09:30:20Z", tick=False):
        first = client.post(ADDRESS, {"claims": [item(1), item(2)]})
        assert first["RateLimit"].endswith('"items";r=1;t=40')
        refused = client.post(ADDRESS, {"claims": [item(3), item(4)]})
    assert problem_of(refused, 429)["detail"].startswith("Too many items")
    assert Claim.objects.count() == 2
