from datetime import timedelta

import pytest
from django.utils import timezone

from claims.choices import CheckState
from claims.models import Claim, Suggestion
from tests.api import ROOT, client_of, parameters, pointers, problem_of
from tests.factories import (
    PUBLISHED,
    ArticleFactory,
    ClaimFactory,
    DossierFactory,
    SourceFactory,
    SubmittedClaimFactory,
    SuggestionFactory,
    VerdictFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/claims/"
MEMBERS = {
    "id", "source", "article", "article_url", "current", "text", "start", "end", "quote", "mode", "attribution",
    "claimant", "cue", "polarity", "checkworthiness", "published_at", "client_ref", "check_state", "check_reason",
    "status", "stale", "suggestion", "version", "created_at", "updated_at",
}  # fmt: skip


def test_a_claim_is_shown_with_its_span_its_suggestion_and_the_reasons():
    suggestion = SuggestionFactory(strength="possible", confidence=0.7, reasons=["Another outlet reports the same."])
    claim = suggestion.claim
    answer = client_of("Contributors").get(f"{ADDRESS}{claim.pk}/")
    found = answer.json()
    assert set(found) == MEMBERS
    assert claim.article.text[found["start"] : found["end"]] == found["text"]
    assert (found["source"], found["article"]) == (claim.source.slug, claim.article_id)
    assert found["suggestion"] == {
        "status": "corroborated",
        "strength": "possible",
        "confidence": 0.7,
        "reasons": ["Another outlet reports the same."],
        "updated_at": found["suggestion"]["updated_at"],
    }
    assert (found["status"], found["stale"], found["version"]) == ("unreviewed", False, 0)


def test_a_claim_that_was_not_cross_checked_has_no_suggestion():
    claim = ClaimFactory()
    assert client_of("Contributors").get(f"{ADDRESS}{claim.pk}/").json()["suggestion"] is None


def test_a_decision_not_to_suggest_a_status_says_why():
    claim = SuggestionFactory(status="", confidence=0, reasons=["Only this outlet reports it."]).claim
    found = client_of("Contributors").get(f"{ADDRESS}{claim.pk}/").json()["suggestion"]
    assert (found["status"], found["strength"], found["reasons"]) == (None, None, ["Only this outlet reports it."])


def test_a_verdict_overtaken_by_new_evidence_shows_as_stale():
    claim = VerdictFactory().claim
    SuggestionFactory(claim=claim, stale_reason="New evidence: now disputed.")
    found = client_of("Contributors").get(f"{ADDRESS}{claim.pk}/").json()
    assert (found["status"], found["stale"], found["version"]) == ("corroborated", True, 1)


def test_the_etag_changes_with_every_verdict():
    client, claim = client_of("Contributors"), ClaimFactory()
    before = client.get(f"{ADDRESS}{claim.pk}/")["ETag"]
    VerdictFactory(claim=claim)
    after = client.get(f"{ADDRESS}{claim.pk}/")["ETag"]
    assert before != after


def test_a_posted_claim_is_stored_and_awaits_its_cross_check():
    SourceFactory(slug="ledger")
    client = client_of("Contributors")
    answer = client.post(
        ADDRESS,
        {"source": "ledger", "text": "Bridge 4 is closed.", "claimant": "Tilda Brandt", "client_ref": "a-1"},
    )
    assert answer.status_code == 201
    claim = Claim.objects.get()
    assert (claim.client, claim.client_ref, claim.check_state) == (client.user, "a-1", CheckState.DUE)
    assert answer.json()["claimant"] == "Tilda Brandt"
    assert client.get(answer["Location"]).json() == answer.json()
    assert answer["ETag"] == client.get(answer["Location"])["ETag"]


def test_the_same_client_ref_with_the_same_content_is_the_same_claim():
    client = client_of("Contributors")
    body = {
        "source": {"name": "Ledger"},
        "text": 'Mayor Tilda Brandt said: "The bridge is closed."',
        "published_at": "2026-05-01T11:30:00+02:00",
        "client_ref": "a-1",
    }
    first, again = client.post(ADDRESS, body), client.post(ADDRESS, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_same_client_ref_with_other_content_is_a_conflict():
    client = client_of("Contributors")
    body = {"source": {"name": "Ledger"}, "text": "Bridge 4 is closed.", "client_ref": "a-1"}
    client.post(ADDRESS, body)
    problem_of(client.post(ADDRESS, body | {"text": "Bridge 5 is closed."}), 409)
    assert Claim.objects.count() == 1


def test_a_client_ref_stands_as_it_was_sent_blanks_and_all():
    client = client_of("Contributors")
    refs = {"A B", "A  B", " A B", "A B ", "e\u0301", "\u00e9"}
    for number, ref in enumerate(refs):
        body = {"source": {"name": "Ledger"}, "text": f"Bridge {number} is closed.", "client_ref": ref}
        assert client.post(ADDRESS, body).status_code == 201
    assert set(Claim.objects.values_list("client_ref", flat=True)) == {
        "A B",
        "A  B",
        " A B",
        "A B ",
        "e\u0301",
        "\u00e9",
    }


def test_an_article_of_another_outlet_is_refused():
    SourceFactory(slug="ledger")
    body = {"source": "ledger", "text": "Bridge 4 is closed.", "article": ArticleFactory().pk}
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == {"/article"}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"/source", "/text"}),
        ({"text": ""}, {"/text"}),
        ({"text": "Nul\0"}, {"/text"}),
        ({"text": 5}, {"/text"}),
        ({"text": "word " * 10_000}, {"/text"}),
        ({"source": "nobody"}, {"/source"}),
        ({"article": 4}, {"/article"}),
        ({"article": 10**40}, {"/article"}),
        ({"article": True}, {"/article"}),
        ({"article": 1.0}, {"/article"}),
        ({"claimant": "x" * 301}, {"/claimant"}),
        ({"claimant": "Tilda\u200bBrandt"}, {"/claimant"}),
        ({"claimant": "Tilda \u202eBrandt"}, {"/claimant"}),
        ({"client_ref": "x" * 201}, {"/client_ref"}),
        ({"client_ref": None}, {"/client_ref"}),
        ({"published_at": "9999-12-31T23:59:59-14:00"}, {"/published_at"}),
        ({"published_at": "2999-01-01T00:00:00Z"}, {"/published_at"}),
        ({"status": "corroborated"}, {"/status"}),
    ],
)
def test_what_is_wrong_with_a_claim_is_named(body, wrong):
    SourceFactory(slug="ledger")
    if body:
        body = {"source": "ledger", "text": "Bridge 4 is closed."} | body
    assert pointers(client_of("Contributors").post(ADDRESS, body)) == wrong
    assert not Claim.objects.exists()


@pytest.fixture
def three_claims():
    """One of an article, reviewed; one posted long ago; one of an article with a suggestion."""
    bridge = VerdictFactory(claim__text="Bridge 4 is closed.", claim__article__text="Bridge 4 is closed.").claim
    SubmittedClaimFactory(text="A ferry sank near Orlen.", claimant="Tilda Brandt", published_at=PUBLISHED)
    silo = ClaimFactory(
        article=ArticleFactory(text="The silo may explode.", published_at=PUBLISHED + timedelta(days=1)),
        mode="direct",
    )
    SuggestionFactory(claim=silo, status="")
    SuggestionFactory(claim=bridge, status="disputed")
    Claim.objects.exclude(pk=silo.pk).update(updated_at=timezone.now() - timedelta(days=3))
    bridge.suggestion.__class__.objects.filter(claim=bridge).update(updated_at=timezone.now() - timedelta(days=3))
    return {"bridge": bridge, "silo": silo}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["silo", "ferry", "Bridge"]),
        ({"status": "corroborated"}, ["Bridge"]),
        ({"status": "unreviewed"}, ["silo", "ferry"]),
        ({"suggested": "disputed"}, ["Bridge"]),
        ({"suggested": "none"}, ["silo"]),
        ({"mode": "direct"}, ["silo"]),
        ({"claimant": "tilda brandt"}, ["ferry"]),
        ({"claimant": "Tilda"}, []),
        ({"published_after": "2026-05-02T00:00:00Z"}, ["silo"]),
        ({"published_before": "2026-05-02T00:00:00Z", "mode": "narrator"}, ["ferry"]),
        ({"q": "ferries sinking"}, []),
        ({"q": "ferry near"}, ["ferry"]),
        ({"q": "brandt"}, ["ferry"]),
        ({"q": "bridges OR silos"}, ["silo", "Bridge"]),
        ({"q": '"is closed" -silo'}, ["Bridge"]),
        ({"q": "'; & | ! <-> :* ("}, []),
    ],
)
def test_claims_are_filtered(three_claims, query, found):
    results = client_of("Contributors").get(ADDRESS, query).json()["results"]
    assert [next(word for word in ("Bridge", "ferry", "silo") if word in claim["text"]) for claim in results] == found


def test_claims_are_filtered_by_outlet_article_and_change(three_claims):
    client, silo = client_of("Contributors"), three_claims["silo"]
    yesterday = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    DossierFactory(slug="orlen", articles=[silo.article])
    own = SubmittedClaimFactory(client=client.user, client_ref=" a  1")
    SubmittedClaimFactory(client_ref=" a  1")
    Suggestion.objects.filter(claim=three_claims["bridge"]).update(stale_reason="New evidence.")

    def found(**query):
        return {claim["id"] for claim in client.get(ADDRESS, query).json()["results"]}

    assert found(source=silo.source.slug) == found(article=silo.article_id) == found(dossier="orlen") == {silo.pk}
    assert found(updated_after=yesterday, mode="direct") == found(ids=f"{silo.pk},4711") == {silo.pk}
    assert found(client_ref=" a  1") == {own.pk}
    assert found(client_ref="a 1") == set()
    bridge = three_claims["bridge"].pk
    assert found(stale="true") == found(updated_before=yesterday, status="corroborated") == {bridge}
    assert bridge not in found(stale="false")
    assert silo.pk in found(stale="false")


def test_claims_of_a_superseded_article_are_listed_only_when_they_are_asked_for():
    old = ClaimFactory(current=False)
    client = client_of("Contributors")
    assert client.get(ADDRESS).json()["results"] == []
    for query in ({"article": old.article_id}, {"ids": old.pk}, {"updated_after": "2026-01-01T00:00:00Z"}):
        [found] = client.get(ADDRESS, query).json()["results"]
        assert (found["id"], found["current"]) == (old.pk, False)
    assert client.get(f"{ADDRESS}{old.pk}/").status_code == 200


def test_a_zone_wider_than_the_database_knows_is_understood():
    ClaimFactory()
    query = {"published_after": "1899-04-03T20:11:02-22:02", "published_before": "2150-12-31T00:00:00+15:59"}
    assert len(client_of("Contributors").get(ADDRESS, query).json()["results"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"status": "true"},
        {"suggested": "unreviewed"},
        {"mode": ""},
        {"q": ""},
        {"status": ["disputed", "corroborated"]},
        {"article": "x"},
        {"article": "9" * 30},
        {"article": "9" * 5000},
        {"article": "-1"},
        {"article": "1.5"},
        {"q": "x" * 501},
        {"q": "nul\0"},
        {"updated_after": "2026-05-01"},
        {"updated_after": "0001-01-01T00:00:00+14:00"},
        {"updated_after": "2026-05-01T09:30:00 02:00"},
        {"ordering": "text"},
        {"format": "xml"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(query):
    assert parameters(client_of("Contributors").get(ADDRESS, query)) == set(query)


@pytest.mark.parametrize("pk", ["0", "9" * 30, "9" * 5000, "x"])
def test_a_claim_that_can_not_be_is_not_found(pk):
    problem_of(client_of("Contributors").get(f"{ADDRESS}{pk}/"), 404)


@pytest.mark.parametrize("rows", [1, 11])
def test_the_list_takes_five_queries_however_many_claims_there_are(rows, django_assert_num_queries):
    SuggestionFactory.create_batch(rows)
    SubmittedClaimFactory.create_batch(rows)
    client = client_of("Contributors")
    # The token, two for what its user may do, the watermark, the page.
    with django_assert_num_queries(5) as queries:
        assert len(client.get(ADDRESS).json()["results"]) == 2 * rows
    assert "embedding" not in queries[-1]["sql"]


def test_a_decided_claim_that_is_gone_from_its_article_is_listed_as_stale():
    claim = VerdictFactory(claim=SuggestionFactory().claim).claim
    Claim.objects.filter(pk=claim.pk).update(current=False)
    Suggestion.objects.filter(claim=claim).update(stale_reason="The newer version of the article no longer says this.")
    [listed] = client_of("Contributors").get(ADDRESS).json()["results"]
    assert (listed["id"], listed["stale"], listed["status"]) == (claim.pk, True, "corroborated")
