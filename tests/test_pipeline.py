"""The main job through the doors that people use: the API, the broker, a worker."""

import time
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from factcheck.api.models import ApiToken
from tests.claims.desk import MINE, MINE_AGAIN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Client:
    user = User.objects.create_user("rita")
    user.groups.add(Group.objects.get(name="Reviewers"))
    _, token = ApiToken.issue(user=user, name="desk")
    return Client(headers={"Authorization": f"Bearer {token}"})


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for the worker; a condition that never holds fails the test."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "The worker did not finish in time."
        time.sleep(0.1)


def post(client: Client, source: str, text: str) -> int:
    answer = client.post(
        "/api/v1/articles/", {"source": {"name": source}, "text": text}, content_type="application/json"
    )
    assert answer.status_code == 201, answer.json()
    return answer.json()["id"]


def test_posted_articles_are_cross_checked_by_the_worker_and_decided_by_a_reviewer(client, celery_worker):
    articles = [post(client, "Morning Post", MINE), post(client, "Evening Sun", MINE_AGAIN)]
    until(lambda: all(client.get(f"/api/v1/articles/{pk}/").json()["state"] == "crosschecked" for pk in articles))
    reference = client.get("/api/v1/cross-references/?relation=corroborates").json()["results"][0]
    assert reference["reasons"]
    claim = client.get(f"/api/v1/claims/{reference['claim']}/")
    assert claim.json()["suggestion"]["status"] == "corroborated"
    verdict = client.post(
        f"/api/v1/claims/{reference['claim']}/verdicts/",
        {"status": "corroborated", "rationale": "Two reporters were there.", "evidence": []},
        content_type="application/json",
        headers={"If-Match": claim.headers["ETag"]},
    )
    assert verdict.status_code == 201, verdict.json()
    assert client.get("/api/v1/claims/?status=corroborated").json()["results"][0]["id"] == reference["claim"]
