import pytest
from django.utils import timezone

from claims.models import CrossCheckRun
from claims.runs import advance_runs
from tests.api import ROOT, client_of, pointers, problem_of
from tests.factories import ArticleFactory, ClaimFactory, CrossCheckRunFactory, SourceFactory

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/cross-checks/"


def test_a_requested_run_is_accepted_and_tells_its_progress():
    claim = ClaimFactory()
    ClaimFactory()
    client = client_of("Contributors")
    answer = client.post(ADDRESS, {"article": claim.article_id})
    assert answer.status_code == 202
    run = client.get(answer["Location"]).json()
    assert run == answer.json()
    assert (run["article"], run["source"], run["requested_by"]) == (claim.article_id, None, client.user.username)
    assert run["progress"] == {"total": None, "done": 0, "failed": 0, "rate": None, "seconds_left": None}
    assert run["state"] == "queued"
    advance_runs(now=timezone.now())
    run = client.get(answer["Location"]).json()
    assert run["progress"] == {"total": 1, "done": 0, "failed": 0, "rate": None, "seconds_left": None}
    assert run["state"] == "running"


def test_a_run_may_be_for_one_outlet_or_for_all():
    claim = ClaimFactory()
    ClaimFactory()
    client = client_of("Contributors")
    for body, total in (({"source": claim.source.slug}, 1), ({}, 2), (None, 2)):
        answer = client.post(ADDRESS, body)
        advance_runs(now=timezone.now())
        assert client.get(answer["Location"]).json()["progress"]["total"] == total


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"source": "nobody"}, {"/source"}),
        ({"source": 5}, {"/source"}),
        ({"source": "nul\0"}, {"/source"}),
        ({"article": 77}, {"/article"}),
        ({"article": "77"}, {"/article"}),
        ({"article": 10**30}, {"/article"}),
        ({"claims": [1]}, {"/claims"}),
    ],
)
def test_what_is_wrong_with_a_request_is_named(body, wrong):
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == wrong
    assert not CrossCheckRun.objects.exists()


def test_an_unknown_run_is_not_found():
    problem_of(client_of("Contributors").get(f"{ADDRESS}77/"), 404)


@pytest.mark.parametrize("rows", [1, 11])
def test_the_list_takes_four_queries_however_many_runs_there_are(rows, django_assert_num_queries):
    for _ in range(rows):
        CrossCheckRunFactory(source=SourceFactory(), article=ArticleFactory())
    client = client_of("Contributors")
    with django_assert_num_queries(4):  # the token, two for what its user may do, the page
        assert len(client.get(ADDRESS).json()["results"]) == rows


def test_who_asked_for_a_run_and_reviewers_may_cancel_it_and_others_may_not():
    ClaimFactory()
    mine, other, reviewer = client_of("Contributors"), client_of("Contributors"), client_of("Reviewers")
    runs = [mine.post(ADDRESS, {"source": SourceFactory().slug})["Location"] for _ in range(2)]
    problem_of(other.post(f"{runs[0]}cancel/"), 403)
    for client, run in ((mine, runs[0]), (reviewer, runs[1])):
        answer = client.post(f"{run}cancel/")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
        assert answer.json()["error"] == f"Cancelled by {client.user.username}."
        assert client.post(f"{run}cancel/").json() == client.get(run).json() == answer.json()
    problem_of(other.post(f"{runs[0]}resume/"), 403)
    assert client.post(f"{runs[0]}resume/").json()["state"] == "queued"


def test_a_run_that_is_over_is_not_cancelled_and_an_unknown_one_not_found():
    client = client_of("Reviewers")
    run = client.post(ADDRESS, {})["Location"]
    advance_runs(now=timezone.now())
    assert problem_of(client.post(f"{run}cancel/"), 409)["detail"] == "The run is over: it is done."
    problem_of(client.post(f"{ADDRESS}77/cancel/"), 404)
