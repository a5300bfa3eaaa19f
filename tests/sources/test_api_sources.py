import pytest

from sources.models import Source
from tests.api import ROOT, client_of, parameters, pointers, problem_of
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/sources/"


def test_a_contributor_adds_an_outlet_and_reads_it_at_its_slug():
    client = client_of("Contributors")
    answer = client.post(ADDRESS, {"name": "The Daily Ledger", "domain": "Ledger.example", "kind": "newspaper"})
    assert answer.status_code == 201
    assert answer.json()["slug"] == "the-daily-ledger"
    found = client.get(f"{ADDRESS}the-daily-ledger/").json()
    assert found == answer.json()
    assert found["domain"] == "ledger.example"
    assert set(found) == {"slug", "name", "domain", "kind", "country", "language", "owner", "created_at"}


def test_an_outlet_whose_name_has_no_latin_letters_gets_a_slug_too():
    answer = client_of("Contributors").post(ADDRESS, {"name": "Новая газета"})
    assert answer.status_code == 201
    assert answer.json()["slug"]


def test_a_second_outlet_of_the_same_name_is_refused_with_the_field():
    SourceFactory(name="The Daily Ledger")
    assert pointers(client_of("Contributors").post(ADDRESS, {"name": "The Daily Ledger"})) == {"/name"}


def test_a_second_outlet_of_the_same_domain_is_a_conflict():
    SourceFactory(domain="ledger.example")
    answer = client_of("Contributors").post(ADDRESS, {"name": "Another", "domain": "ledger.example"})
    assert answer.status_code in {400, 409}
    problem_of(answer, answer.status_code)
    assert Source.objects.count() == 1


def test_a_reviewer_changes_the_owner_of_an_outlet():
    source = SourceFactory()
    answer = client_of("Reviewers").patch(f"{ADDRESS}{source.slug}/", {"owner": "Ledger Trust"})
    assert answer.status_code == 200
    source.refresh_from_db()
    assert source.owner == "Ledger Trust"


def test_a_contributor_changes_no_outlet():
    source = SourceFactory(name="The Daily Ledger")
    client = client_of("Contributors")
    for body in ({"name": "Another"}, {"owner": "Another"}, {"kind": "wire"}):
        problem_of(client.patch(f"{ADDRESS}{source.slug}/", body), 403)
    source.refresh_from_db()
    assert (source.name, source.owner, source.kind) == ("The Daily Ledger", "", "website")


def test_the_slug_of_an_outlet_never_changes():
    source = SourceFactory()
    answer = client_of("Reviewers").patch(f"{ADDRESS}{source.slug}/", {"slug": "other"})
    assert pointers(answer) == {"/slug"}
    source.refresh_from_db()
    assert source.slug != "other"


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/name"}),
        ({"name": ""}, {"/name"}),
        ({"name": "x" * 201}, {"/name"}),
        ({"name": "Nul\0"}, {"/name"}),
        ({"name": 7}, {"/name"}),
        ({"name": ["Ledger"]}, {"/name"}),
        ({"name": "Ledger", "slug": "a b"}, {"/slug"}),
        ({"name": "Ledger", "domain": "https://ledger.example/"}, {"/domain"}),
        ({"name": "Ledger", "country": "gb"}, {"/country"}),
        ({"name": "Ledger", "language": "en_GB!"}, {"/language"}),
        ({"name": "Ledger", "kind": "blog", "owner": None}, {"/kind", "/owner"}),
        ({"name": "Ledger", "homepage": "ledger.example"}, {"/homepage"}),
        ({"name": "Ledger", "created_at": "2026-01-01T00:00:00Z"}, {"/created_at"}),
        ({"name": "Ledger", "a/b~c": 1}, {"/a~1b~0c"}),
    ],
)
def test_what_is_wrong_with_an_outlet_is_named(body, wrong):
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == wrong
    assert not Source.objects.exists()


def test_an_unknown_outlet_is_not_found():
    problem_of(client_of("Contributors").get(f"{ADDRESS}nobody/"), 404)


def test_outlets_are_listed_the_newest_first_a_page_at_a_time():
    for number in range(5):
        SourceFactory(slug=f"s{number}")
    client = client_of("Contributors")
    first = client.get(ADDRESS, {"page_size": 2}).json()
    second = client.get(first["next"]).json()
    assert [source["slug"] for source in first["results"] + second["results"]] == ["s4", "s3", "s2", "s1"]
    assert first["previous"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_a_misspelt_parameter_is_refused_instead_of_returning_everything():
    assert parameters(client_of("Contributors").get(ADDRESS, {"domian": "x.example"})) == {"domian"}


@pytest.mark.parametrize("rows", [1, 11])
def test_the_list_takes_four_queries_however_many_outlets_there_are(rows, django_assert_num_queries):
    SourceFactory.create_batch(rows)
    client = client_of("Contributors")
    with django_assert_num_queries(4):  # the token, two for what its user may do, the page
        assert len(client.get(ADDRESS).json()["results"]) == rows
