import pytest

from sources.models import Dossier
from tests.api import ROOT, client_of, pointers, problem_of
from tests.factories import ArticleFactory, DossierFactory

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/dossiers/"


def test_a_contributor_makes_a_dossier_of_articles_and_reads_it():
    first, second = ArticleFactory(), ArticleFactory()
    client = client_of("Contributors")
    body = {"title": "The bridge at Orlen", "summary": "Why it closed.", "articles": [second.pk, first.pk, first.pk]}
    answer = client.post(ADDRESS, body)
    assert answer.status_code == 201
    assert answer.json()["slug"] == "the-bridge-at-orlen"
    assert answer.json()["articles"] == [first.pk, second.pk]
    assert client.get(f"{ADDRESS}the-bridge-at-orlen/").json() == answer.json()


def test_dossiers_of_one_title_get_numbered_slugs_and_one_that_was_asked_for_is_a_conflict():
    client = client_of("Contributors")
    slugs = [client.post(ADDRESS, {"title": title}).json()["slug"] for title in ("Orlen bridge", "Orlen bridge", "!!!")]
    assert slugs == ["orlen-bridge", "orlen-bridge-2", "dossier"]
    problem_of(client.post(ADDRESS, {"title": "Another", "slug": "orlen-bridge"}), 409)
    assert Dossier.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/title"}),
        ({"title": "Orlen\u200b"}, {"/title"}),
        ({"title": "Orlen", "summary": "x" * 10_001}, {"/summary"}),
        ({"title": "Orlen", "articles": [1]}, {"/articles"}),
        ({"title": "Orlen", "articles": [10**30]}, {"/articles/0"}),
        ({"title": "Orlen", "articles": ["1"]}, {"/articles/0"}),
        ({"title": "Orlen", "articles": {"1": 1}}, {"/articles"}),
        ({"title": "Orlen", "articles": [1] * 1001}, {"/articles"}),
        ({"title": "Orlen", "slug": "a/b"}, {"/slug"}),
        ({"title": "Orlen", "slug": None}, {"/slug"}),
        ({"title": "Nul\0", "summary": 3}, {"/title", "/summary"}),
    ],
)
def test_what_is_wrong_with_a_dossier_is_named(body, wrong):
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == wrong
    assert not Dossier.objects.exists()


def test_an_unknown_dossier_is_not_found():
    problem_of(client_of("Contributors").get(f"{ADDRESS}nothing/"), 404)


@pytest.mark.parametrize("rows", [1, 11])
def test_the_list_takes_five_queries_however_many_dossiers_there_are(rows, django_assert_num_queries):
    for _ in range(rows):
        DossierFactory(articles=ArticleFactory.create_batch(2))
    client = client_of("Contributors")
    with django_assert_num_queries(5):  # the token, two for what its user may do, the page, its articles
        results = client.get(ADDRESS).json()["results"]
    assert len(results) == rows
    assert len(results[0]["articles"]) == 2


def test_a_dossier_is_changed_where_nobody_else_has_changed_it_since_it_was_read():
    first, second = ArticleFactory(), ArticleFactory()
    address = f"{ADDRESS}{DossierFactory(articles=[first]).slug}/"
    client = client_of("Contributors")
    read = client.get(address)["ETag"]
    answer = client.patch(address, {"title": "Orlen", "articles": [second.pk]}, headers={"If-Match": read})
    assert (answer.json()["title"], answer.json()["articles"]) == ("Orlen", [second.pk])
    problem_of(client.patch(address, {"summary": "x"}, headers={"If-Match": read}), 412)
    assert client.patch(address, {"summary": "x"}, headers={"If-Match": answer["ETag"]}).json() == (
        answer.json() | {"summary": "x"}
    )
    assert pointers(client.patch(address, {"slug": "another"})) == {"/slug"}
    assert pointers(client.patch(address, {"title": "Orlen\u200b"})) == {"/title"}
