from datetime import timedelta

import pytest
from django.utils import timezone

from sources.models import Article, ArticleState, Source
from tests.api import ROOT, client_of, parameters, pointers, problem_of
from tests.factories import PUBLISHED, ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/articles/"
TEXT = (
    "The mayor said on Friday that the old bridge will be closed for two weeks.\n\n"
    "Officials expect long queues at the ferry, and the school moves its timetable by half an hour."
)


@pytest.fixture
def source():
    return SourceFactory(slug="ledger")


def test_a_posted_article_is_stored_under_the_outlet_of_the_slug_and_awaits_its_extraction(source):
    answer = client_of("Contributors").post(
        ADDRESS,
        {
            "source": "ledger",
            "text": TEXT,
            "title": "Bridge closes",
            "url": "https://ledger.example/bridge",
            "byline": "A. Reporter",
            "published_at": "2026-05-01T11:30:00+02:00",
            "language": "en",
        },
    )
    assert answer.status_code == 201
    stored = answer.json()
    assert (stored["source"], stored["state"], stored["text"]) == ("ledger", "received", TEXT)
    assert stored["published_at"] == "2026-05-01T09:30:00Z"
    assert answer["Location"].endswith(f"{ADDRESS}{stored['id']}/")
    assert client_of("Contributors").get(answer["Location"]).json() == stored


def test_the_same_text_again_is_the_same_article(source):
    client = client_of("Contributors")
    first = client.post(ADDRESS, {"source": "ledger", "text": TEXT})
    again = client.post(ADDRESS, {"source": "ledger", "text": TEXT})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Article.objects.count() == 1


def test_a_new_text_at_the_same_url_supersedes_the_earlier_one(source):
    client = client_of("Contributors")
    url = "https://ledger.example/bridge"
    first = client.post(ADDRESS, {"source": "ledger", "text": TEXT, "url": url}).json()
    second = client.post(ADDRESS, {"source": "ledger", "text": f"{TEXT} The ferry is free.", "url": url}).json()
    assert second["supersedes"] == first["id"]


def test_an_outlet_given_as_an_object_is_made_once_and_then_found():
    client = client_of("Contributors")
    outlet = {"name": "The Daily Ledger", "domain": "ledger.example", "kind": "newspaper"}
    for number in range(2):
        answer = client.post(ADDRESS, {"source": outlet, "text": f"{TEXT} Day {number}."})
        assert answer.status_code == 201
    assert Source.objects.get().kind == "newspaper"


def test_html_is_read_for_its_article(source):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT.split("\n\n"))
    page = f"<html><head><title>Bridge</title></head><body><article>{paragraphs}</article></body></html>"
    answer = client_of("Contributors").post(ADDRESS, {"source": "ledger", "html": page})
    assert answer.status_code == 201
    assert "closed for two weeks" in answer.json()["text"]
    assert "<p>" not in answer.json()["text"]


def test_an_article_that_failed_says_why():
    article = ArticleFactory(state=ArticleState.FAILED, last_error="The worker stopped 3 times.")
    found = client_of("Contributors").get(f"{ADDRESS}{article.pk}/").json()
    assert (found["state"], found["state_reason"]) == ("failed", "The worker stopped 3 times.")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/source"}),
        ({"source": "nobody", "text": TEXT}, {"/source"}),
        ({"source": "not a slug", "text": TEXT}, {"/source"}),
        ({"source": "nul\0", "text": TEXT}, {"/source"}),
        ({"source": 7, "text": TEXT}, {"/source"}),
        ({"source": None, "text": TEXT}, {"/source"}),
        ({"source": {}, "text": TEXT}, {"/source/name"}),
        ({"source": {"name": "A", "kind": ["blog"], "x": 1}, "text": TEXT}, {"/source/kind", "/source/x"}),
        ({"source": {"name": "A", "domain": "x" * 300}, "text": TEXT}, {"/source/domain"}),
        ({"source": "ledger"}, {"/text"}),
        ({"source": "ledger", "text": " \n "}, {"/text"}),
        ({"source": "ledger", "text": "Share this on Facebook"}, {"/text"}),
        ({"source": "ledger", "text": TEXT, "html": "<p>x</p>"}, {"/text"}),
        ({"source": "ledger", "text": "Nul\0 in it"}, {"/text"}),
        ({"source": "ledger", "text": 12}, {"/text"}),
        ({"source": "ledger", "html": "<p>"}, {"/html"}),
        ({"source": "ledger", "text": TEXT, "url": "javascript:alert(1)"}, {"/url"}),
        ({"source": "ledger", "text": TEXT, "title": "x" * 501}, {"/title"}),
        ({"source": "ledger", "text": TEXT, "published_at": "2026-05-01T09:30:00"}, {"/published_at"}),
        ({"source": "ledger", "text": TEXT, "published_at": "0001-01-01T00:00:00+14:00"}, {"/published_at"}),
        ({"source": "ledger", "text": TEXT, "published_at": 1777628000}, {"/published_at"}),
        ({"source": "ledger", "text": TEXT, "language": "x" * 36}, {"/language"}),
        ({"source": "ledger", "text": TEXT, "headline": "Bridge"}, {"/headline"}),
        ([], {""}),
        ("text", {""}),
    ],
)
def test_what_is_wrong_with_an_article_is_named(source, body, wrong):
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == wrong
    assert not Article.objects.exists()


def test_an_article_from_the_future_is_refused(source):
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    answer = client_of("Contributors").post(ADDRESS, {"source": "ledger", "text": TEXT, "published_at": tomorrow})
    assert pointers(answer) == {"/published_at"}


def test_too_long_a_text_is_too_large(source, settings):
    settings.ARTICLE_MAX_CHARACTERS = 100
    answer = client_of("Contributors").post(ADDRESS, {"source": "ledger", "text": TEXT})
    assert "100" in problem_of(answer, 413)["detail"]


def test_an_article_that_is_refused_leaves_no_new_outlet_behind():
    client_of("Contributors").post(ADDRESS, {"source": {"name": "The Daily Ledger"}, "text": ""})
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"source": "ledger"}, {"old"}),
        ({"state": "failed"}, {"new"}),
        ({"published_after": "2026-05-01T09:31:00Z"}, {"new"}),
        ({"published_before": "2026-05-01T11:31:00+02:00"}, {"old"}),
    ],
)
def test_articles_are_filtered(source, query, found):
    ArticleFactory(source=source, title="old")
    ArticleFactory(title="new", published_at=PUBLISHED + timedelta(days=1), state=ArticleState.FAILED)
    answer = client_of("Contributors").get(ADDRESS, query)
    assert {article["title"] for article in answer.json()["results"]} == found


@pytest.mark.parametrize(
    "query",
    [
        {"state": "lost"},
        {"source": "nul\0"},
        {"published_after": "yesterday"},
        {"published_after": "2026-05-01T09:31:00"},
        {"published_before": "2026-13-01T00:00:00Z"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(query):
    assert parameters(client_of("Contributors").get(ADDRESS, query)) == set(query)


@pytest.mark.parametrize("pk", ["0", "9" * 30, "9" * 5000, "x", "-1", "1.5", "٣"])
def test_an_article_that_can_not_be_is_not_found(pk):
    problem_of(client_of("Contributors").get(f"{ADDRESS}{pk}/"), 404)


@pytest.mark.parametrize("rows", [1, 11])
def test_the_list_takes_five_queries_however_many_articles_there_are_and_leaves_their_texts_out(
    rows, django_assert_num_queries
):
    ArticleFactory.create_batch(rows)
    client = client_of("Contributors")
    # The token, two for what its user may do, the watermark, the page.
    with django_assert_num_queries(5) as queries:
        results = client.get(ADDRESS).json()["results"]
    assert len(results) == rows
    assert "text" not in results[0]
    assert '"sources_article"."text"' not in queries[-1]["sql"]


def test_a_new_text_at_the_address_of_somebody_elses_article_is_refused_with_a_sentence(source):
    article = {"source": "ledger", "text": TEXT, "url": "https://ledger.example/bridge"}
    anna = client_of("Contributors")
    first = anna.post(ADDRESS, article).json()
    newer = article | {"text": f"{TEXT} Rain is expected."}
    problem = problem_of(client_of("Contributors").post(ADDRESS, newer), 403)
    assert "posted the article at this address" in problem["detail"]
    assert anna.get(f"{ADDRESS}{first['id']}/").json()["current"] is True
    assert anna.post(ADDRESS, newer).status_code == 201
    assert client_of("Reviewers").post(ADDRESS, article).status_code == 200
    assert anna.get(f"{ADDRESS}{first['id']}/").json()["current"] is True


def test_the_same_text_in_another_layout_is_the_same_article(source):
    client = client_of("Contributors")
    first = client.post(ADDRESS, {"source": "ledger", "title": "Bridge closes", "text": TEXT})
    wrapped = f"Bridge closes\n\n{TEXT.replace(' old ', chr(10) + 'old ').replace(' long ', chr(10) + 'long ')}"
    second = client.post(ADDRESS, {"source": "ledger", "title": "Bridge closes", "text": wrapped})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "1799-12-31T23:59:59Z"])
def test_a_date_before_there_were_newspapers_is_refused(source, moment):
    answer = client_of("Contributors").post(ADDRESS, {"source": "ledger", "text": TEXT, "published_at": moment})
    assert pointers(answer) == {"/published_at"}
    assert client_of("Contributors").get(ADDRESS).status_code == 200
