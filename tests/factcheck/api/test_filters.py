"""Query parameters that say nothing sensible are refused by name; they never return everything, or something else."""

import base64
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.api import ROOT, client_of, parameters, problem_of
from tests.factories import ClaimFactory, CrossReferenceFactory, DossierFactory, SourceFactory, VerdictFactory

pytestmark = pytest.mark.django_db
IDS = ["1_3", "١", "+1", "-1", "0", "01", "1.0", "1e2", "0x1", "x", "1,2", "9" * 19, "9" * 400, "²", "4711"]
SLUGS = [" ", "nobody", "not a slug", "a/b", "é", "x" * 101, "'; --", "\u200b"]
CLAIM_TIMES = ("published_after", "published_before", "updated_after")
TIMES = [
    " ",
    "2026-05-01",
    "2026-05-01T09:30:00",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1799-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
    "٢٠٢٦-05-01T09:30:00Z",
    "2026-02-30T00:00:00Z",
    "2026-05-01T09:30:00+99:99",
    "tomorrow",
    "1" * 500,
]
CASES = [
    *(("/claims/", "article", value) for value in IDS),
    *(("/articles/", "ids", value) for value in ("1_3", "١", "01", "1, 2", "1,,2", ",", "1," * 100 + "1")),
    ("/claims/", "dossier", "nothing"),
    ("/claims/", "stale", "1"),
    *(("/cross-references/", "article", value) for value in IDS),
    *(("/cross-references/", "claim", value) for value in IDS),
    *(("/claims/", "source", value) for value in SLUGS),
    *(("/articles/", "source", value) for value in SLUGS),
    *(
        ("/claims/", name, value)
        for name in ("published_after", "published_before", "updated_after")
        for value in TIMES
    ),
    *(("/articles/", name, value) for name in ("published_after", "published_before") for value in TIMES),
    *(("/cross-references/", "independent", value) for value in (" ", "1", "True", "yes", "null", "false ", "true,")),
    *(("/claims/", name, " ") for name in ("q", "claimant", "status", "suggested", "mode", "page_size", "cursor")),
    *(("/claims/", "status", value) for value in ("x", "null", "Disputed", "disputed ")),
    ("/claims/", "q", "x" * 501),
    ("/claims/", "claimant", "x" * 301),
    ("/articles/", "state", "everything"),
    ("/cross-references/", "relation", "none"),
]


@pytest.mark.parametrize(("path", "name", "value"), CASES, ids=lambda value: ascii(value)[:30])
def test_a_value_that_makes_no_sense_is_refused_with_its_parameter(path, name, value):
    CrossReferenceFactory()
    assert parameters(client_of("Contributors").get(f"{ROOT}{path}", {name: value})) == {name}


@pytest.mark.parametrize("value", ["1_3", "١", "+1", "0", "01", "9" * 19, "9" * 400, "1%00", "1.0"])
@pytest.mark.parametrize(
    "path",
    ["articles/{}/", "claims/{}/", "claims/{}/verdicts/", "claims/{}/cross-references/", "cross-checks/{}/",
     "cross-references/{}/judgements/"],
)  # fmt: skip
def test_an_address_with_another_way_to_write_an_id_is_not_found(path, value):
    CrossReferenceFactory()
    client = client_of("Reviewers")
    ask = client.post if "judgements" in path else client.get
    problem_of(ask(f"{ROOT}/{path.format(value)}"), 404)


def pages(path: str, **query: object):
    """A client, and the first page of two with these filters."""
    client = client_of("Contributors")
    first = client.get(f"{ROOT}{path}", query | {"page_size": 1}).json()
    assert first["next"]
    return client, first


def cursor_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["cursor"][0]


@pytest.fixture
def two_of_everything():
    for reference in CrossReferenceFactory.create_batch(2, left__source=SourceFactory(slug="ledger")):
        VerdictFactory(claim=reference.left)
    DossierFactory.create_batch(2)


@pytest.mark.parametrize("other", ["/articles/", "/claims/", "/dossiers/", "/cross-references/", "/cross-checks/"])
def test_a_cursor_of_another_list_is_refused(two_of_everything, other):
    client, first = pages("/sources/")
    assert parameters(client.get(f"{ROOT}{other}", {"cursor": cursor_in(first["next"])})) == {"cursor"}


def test_a_cursor_is_good_for_its_filters_alone(two_of_everything):
    client, first = pages("/claims/", source="ledger")
    cursor = cursor_in(first["next"])
    for query in ({}, {"source": "ledger", "mode": "indirect"}):
        assert parameters(client.get(f"{ROOT}/claims/", query | {"cursor": cursor})) == {"cursor"}
    again = client.get(f"{ROOT}/claims/", {"cursor": cursor, "source": "ledger", "page_size": 50})
    assert len(again.json()["results"]) == 1


def test_a_cursor_of_another_claims_verdicts_is_refused():
    one, other = ClaimFactory(), ClaimFactory()
    for claim in (one, one, other, other):
        VerdictFactory(claim=claim)
    client, first = pages(f"/claims/{one.pk}/verdicts/")
    address = f"{ROOT}/claims/{other.pk}/verdicts/"
    assert parameters(client.get(address, {"cursor": cursor_in(first["next"])})) == {"cursor"}


@pytest.mark.parametrize("change", ["key", "end", "direction", "signature", "none", "blank", "case", "unsigned", "old"])
def test_a_cursor_that_was_altered_is_refused(two_of_everything, change):
    client, first = pages("/sources/")
    cursor = cursor_in(first["next"])
    position, _, signature = cursor.partition(":")
    altered = {
        "key": f"n{int(position[1:]) + 1}:{signature}",
        "end": cursor[:-1],
        "direction": f"p{position[1:]}:{signature}",
        "signature": f"{position}:{'x' * len(signature)}",
        "none": f"{position}:",
        "blank": f" {cursor}",
        "case": cursor.swapcase(),
        "unsigned": position,
        "old": base64.b64encode(urlencode({"p": position[1:]}).encode()).decode(),
    }[change]
    assert parameters(client.get(f"{ROOT}/sources/", {"cursor": altered})) == {"cursor"}


def test_the_pages_of_a_filtered_list_hold_each_row_once_in_both_directions(two_of_everything):
    client, first = pages("/claims/", source="ledger")
    second = client.get(first["next"]).json()
    assert (second["next"], second["next_cursor"]) == (None, None)
    query = {"source": "ledger", "page_size": 1, "cursor": first["next_cursor"]}
    assert client.get(f"{ROOT}/claims/", query).json() == second
    assert {row["source"] for row in first["results"] + second["results"]} == {"ledger"}
    assert first["results"] != second["results"]
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize("order", ["id", "-id", "updated_at", "-updated_at"])
def test_a_list_goes_by_the_order_asked_for_page_by_page_there_and_back(order):
    claims = [ClaimFactory() for _ in range(5)]
    # A trigger sets updated_at; in one transaction it is the same for all, so the ids decide.
    expected = [claim.pk for claim in claims][:: -1 if order.startswith("-") else 1]
    client, address, there, back = client_of("Contributors"), f"{ROOT}/claims/?page_size=2&ordering={order}", [], []
    while address:
        page = client.get(address).json()
        there += [one["id"] for one in page["results"]]
        address, last = page["next"], page
    assert there == expected
    address = last["previous"]
    while address:
        page = client.get(address).json()
        back = [one["id"] for one in page["results"]] + back
        address = page["previous"]
    assert back == expected[:4]
    assert parameters(client.get(f"{ROOT}/claims/?ordering=text")) == {"ordering"}
    assert parameters(client.get(f"{ROOT}/sources/?ordering=updated_at")) == {"ordering"}
    assert parameters(client.get(f"{ROOT}/claims/", {"ordering": order, "cursor": last["next"] or "n1"})) == {"cursor"}
