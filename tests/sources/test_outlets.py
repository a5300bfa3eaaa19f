"""Outlets: what is refused leaves nothing, what is changed leaves its trace."""

import pytest
from django.contrib.admin.models import LogEntry

from claims.models import Claim
from sources.models import Article, Source
from tests.api import ROOT, client_of, pointers, problem_of
from tests.factories import ArticleFactory, SourceFactory, SubmittedClaimFactory

pytestmark = pytest.mark.django_db
NEW = {"name": "The Daily Ledger", "domain": "ledger.example"}


@pytest.mark.parametrize(
    "fault",
    [
        {"text": "\u00ad"},
        {"text": "x" * 20_001},
        {"article": 4711},
        {"published_at": "2999-01-01T00:00:00Z"},
        {"published_at": "2199-01-01T00:00:00Z"},
    ],
    ids=str,
)
def test_a_refused_claim_leaves_no_new_outlet(fault):
    body = {"source": NEW, "text": "Bridge 4 is closed."} | fault
    client = client_of("Contributors")
    problem_of(client.post(f"{ROOT}/claims/", body), 400)
    answer = client.post(f"{ROOT}/claims/bulk/", {"claims": [body]})
    assert [result["status"] for result in answer.json()["results"]] == [400]
    assert not Source.objects.exists()


def test_a_claim_to_an_article_of_another_outlet_leaves_no_new_outlet():
    body = {"source": NEW, "text": "Bridge 4 is closed.", "article": ArticleFactory().pk}
    assert pointers(client_of("Contributors").post(f"{ROOT}/claims/", body)) == {"/article"}
    assert not Source.objects.filter(name=NEW["name"]).exists()


def test_a_claim_in_conflict_leaves_no_new_outlet():
    client = client_of("Contributors")
    SubmittedClaimFactory(client=client.user, client_ref="a-1")
    problem_of(client.post(f"{ROOT}/claims/", {"source": NEW, "text": "Bridge 4.", "client_ref": "a-1"}), 409)
    assert not Source.objects.filter(name=NEW["name"]).exists()


def test_in_a_bulk_only_the_outlets_of_claims_that_were_taken_are_made():
    items = [
        {"source": {"name": "Refused"}, "text": ""},
        {"source": {"name": "Refused too"}, "text": "\u00ad"},
        {"source": NEW, "text": "\u00ad"},
        {"source": NEW, "text": "Bridge 4 is closed."},
        {"source": NEW, "text": "Bridge 4 is closed."},
        {"source": {"name": " The  Daily Ledger"}, "text": "Bridge 5 is closed."},
    ]
    answer = client_of("Contributors").post(f"{ROOT}/claims/bulk/", {"claims": items})
    assert [result["status"] for result in answer.json()["results"]] == [400, 400, 400, 201, 200, 201]
    assert [source.name for source in Source.objects.all()] == ["The Daily Ledger"]
    assert Claim.objects.count() == 2


@pytest.mark.parametrize(
    "fault", [{"text": "Menu"}, {"text": ""}, {"url": "x"}, {"title": "x" * 501}, {"html": "<p>"}], ids=str
)
def test_a_refused_article_leaves_no_new_outlet(fault):
    body = {"source": NEW, "text": "The bridge at Orlen is closed, mayor Tilda Brandt said on Friday."} | fault
    problem_of(client_of("Contributors").post(f"{ROOT}/articles/", body), 400)
    assert not Source.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.parametrize("field", ["name", "owner"])
@pytest.mark.parametrize("value", ["Led\u200bger", "\u202eregdeL", "Led\u00adger", "Ledger\ufeff"], ids=ascii)
def test_a_name_with_hidden_characters_is_refused(field, value):
    client = client_of("Reviewers")
    body = {"name": "The Daily Ledger"} | {field: value}
    assert pointers(client.post(f"{ROOT}/sources/", body)) == {f"/{field}"}
    source = SourceFactory()
    assert pointers(client.patch(f"{ROOT}/sources/{source.slug}/", {field: value})) == {f"/{field}"}
    claim = {"source": {"name": value}, "text": "Bridge 4 is closed."}
    assert pointers(client.post(f"{ROOT}/claims/", claim)) == {"/source"}
    assert pointers(client.post(f"{ROOT}/articles/", claim)) == {"/source"}
    assert Source.objects.count() == 1


def test_names_are_stored_in_one_form_whichever_way_they_come():
    client = client_of("Reviewers")
    client.post(f"{ROOT}/sources/", {"name": "Cafe\u0301 \u00a0 Nord"})
    client.post(f"{ROOT}/claims/", {"source": {"name": "Caf\u00e9 Nord"}, "text": "Bridge 4 is closed."})
    assert [source.name for source in Source.objects.all()] == ["Caf\u00e9 Nord"]


def test_outlets_whose_names_make_one_slug_get_numbers():
    client = client_of("Contributors")
    slugs = [client.post(f"{ROOT}/sources/", {"name": name}).json()["slug"] for name in ("Die Post", "Die Post!", "«»")]
    assert slugs == ["die-post", "die-post-2", "source"]


def test_a_change_of_an_outlet_leaves_a_row_with_who_and_from_what_to_what():
    source = SourceFactory(name="The Daily Ledger", owner="Ledger Trust", kind="newspaper")
    client = client_of("Reviewers")
    body = {"name": "The Ledger", "owner": "State Press", "kind": "newspaper"}
    assert client.patch(f"{ROOT}/sources/{source.slug}/", body).json()["owner"] == "State Press"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (client.user, str(source.pk))
    assert entry.get_change_message() == (
        "Changed name: from 'The Daily Ledger' to 'The Ledger'; owner: from 'Ledger Trust' to 'State Press'."
    )


def test_a_patch_that_changes_nothing_leaves_no_row():
    source = SourceFactory(owner="Ledger Trust")
    client_of("Reviewers").patch(f"{ROOT}/sources/{source.slug}/", {"owner": " Ledger Trust "})
    assert not LogEntry.objects.exists()
