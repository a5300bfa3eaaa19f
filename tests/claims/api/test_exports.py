"""Exports: complete, of constant memory, safe for spreadsheets, and valid by schema.org."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest

from claims import export
from claims.claim_review import CLAIM_CHARACTERS
from claims.models import Claim
from tests.api import ROOT, client_of, parameters, problem_of
from tests.factories import (
    PUBLISHED,
    ArticleFactory,
    ClaimFactory,
    CrossReferenceFactory,
    JudgementFactory,
    SourceFactory,
    SubmittedClaimFactory,
    SuggestionFactory,
    VerdictFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/claims/"
# What schema.org's vocabulary allows: the properties of each type that is used here, those it inherits among them.
THING = {"@type", "name", "url"}
WORK = THING | {"author", "datePublished", "dateModified", "publisher", "text", "headline", "citation", "correction"}
VOCABULARY = {
    "ClaimReview": WORK | {"@context", "@id", "claimReviewed", "reviewRating", "reviewBody", "itemReviewed"},
    "Rating": THING | {"alternateName", "ratingValue", "bestRating"},
    "Claim": WORK | {"appearance", "firstAppearance", "claimInterpreter"},
    "NewsArticle": WORK,
    "CreativeWork": WORK,
    "CorrectionComment": WORK,
    "Organization": THING,
    "Person": THING | {"jobTitle"},
    "DataFeed": WORK | {"@context", "dataFeedElement"},
    "DataFeedItem": THING | {"item", "dateModified"},
}


def check_vocabulary(node: object) -> None:
    if isinstance(node, list):
        for child in node:
            check_vocabulary(child)
    elif isinstance(node, dict):
        assert set(node) <= VOCABULARY[node["@type"]], node
        for name, child in node.items():
            if name.startswith("date"):
                assert datetime.fromisoformat(child).tzinfo
            check_vocabulary(child)


def body(answer) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def review_of(claim: Claim) -> dict:
    answer = client_of("Contributors").get(f"{ADDRESS}{claim.pk}/claim-review/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/ld+json")
    check_vocabulary(answer.json())
    return answer.json()


@pytest.fixture
def bridge() -> Claim:
    """A decided claim that two more outlets report, one of them earlier and twice."""
    source = SourceFactory(name="Ledger", domain="ledger.example")
    article = ArticleFactory(
        source=source, url="https://ledger.example/bridge", title="Bridge", text="Bridge 4 is closed. " * 9
    )
    claim = ClaimFactory(article=article, attribution="named", claimant="Tilda Brandt")
    early = SourceFactory(name="Post")
    for days in (1, 3):
        other = ClaimFactory(
            source=early, article=ArticleFactory(source=early), published_at=PUBLISHED - timedelta(days)
        )
        CrossReferenceFactory(left=claim, right=other)
    CrossReferenceFactory(left=claim, right=ClaimFactory(article__source__name="Star"))
    CrossReferenceFactory(left=claim, right=ClaimFactory(), relation="disputes")
    rejected = CrossReferenceFactory(left=claim, right=ClaimFactory())
    JudgementFactory(left=claim, right=rejected.right, answer="rejected")
    VerdictFactory(claim=claim)
    return claim


def test_a_decided_claim_is_a_claim_review_with_one_appearance_a_publisher(bridge):
    found = review_of(bridge)
    assert len(found["claimReviewed"]) <= CLAIM_CHARACTERS < 75
    assert found["reviewRating"] == {"@type": "Rating", "alternateName": "Corroborated"}
    assert found["url"].endswith(f"{ADDRESS}{bridge.pk}/claim-review/")
    assert found["citation"] == ["https://archive.example/document"]
    item = found["itemReviewed"]
    assert item["author"] == {"@type": "Person", "name": "Tilda Brandt"}
    publishers = [one["publisher"]["name"] for one in item["appearance"]]
    assert (sorted(publishers), publishers[0]) == (["Ledger", "Post", "Star"], "Post")
    assert item["firstAppearance"]["datePublished"] == "2026-04-28T09:30:00Z"
    assert "correction" not in found


@pytest.mark.parametrize(
    ("attribution", "claimant", "author"),
    [
        ("none", "", {"@type": "Organization", "name": "Ledger"}),
        ("role", "the mayor", {"@type": "Person", "jobTitle": "the mayor"}),
        ("anonymous", "officials", None),
        ("vague", "", None),
    ],
)
def test_the_author_of_a_claim_is_who_stands_for_it_and_nobody_where_the_article_hides_who(
    attribution, claimant, author
):
    claim = SubmittedClaimFactory(
        source__name="Ledger", published_at=PUBLISHED, attribution=attribution, claimant=claimant
    )
    VerdictFactory(claim=claim)
    assert review_of(claim)["itemReviewed"].get("author") == author


def test_the_review_changes_its_date_with_a_verdict_alone_and_states_a_correction(bridge):
    first = review_of(bridge)
    SuggestionFactory(claim=bridge, status="disputed", stale_reason="New evidence.")
    Claim.objects.filter(pk=bridge.pk).update(checkworthiness=0.1)
    assert review_of(bridge)["dateModified"] == first["dateModified"]
    VerdictFactory(claim=bridge, status="disputed")
    VerdictFactory(claim=bridge, status="disputed")
    found = review_of(bridge)
    assert found["datePublished"] == first["datePublished"] < found["dateModified"]
    assert [one["text"] for one in found["correction"]] == ["Changed from corroborated to disputed."]


def test_a_claim_that_nobody_decided_on_has_no_review_and_is_not_in_the_feed(bridge):
    open_claim, client = ClaimFactory(), client_of("Contributors")
    problem_of(client.get(f"{ADDRESS}{open_claim.pk}/claim-review/"), 404)
    feed = json.loads(body(client.get(f"{ADDRESS}export/claim-reviews/")))
    check_vocabulary(feed)
    assert [one["item"] for one in feed["dataFeedElement"]] == [review_of(bridge)]
    assert feed["dateModified"] == feed["dataFeedElement"][0]["dateModified"]
    assert (
        json.loads(body(client.get(f"{ADDRESS}export/claim-reviews/", {"status": "disputed"})))["dataFeedElement"] == []
    )


def test_json_lines_hold_every_claim_as_the_list_shows_it(bridge):
    SuggestionFactory(claim=bridge, stale_reason="New evidence.")
    SuggestionFactory(claim=SubmittedClaimFactory(), status="")
    client = client_of("Contributors")

    def plain(claim: dict) -> dict:
        times = {name: value and datetime.fromisoformat(value) for name, value in claim.items() if name.endswith("_at")}
        suggestion = claim["suggestion"] and plain(claim["suggestion"] | {"suggestion": None})
        return claim | times | {"suggestion": suggestion}

    lines = [json.loads(line) for line in body(client.get(f"{ADDRESS}export/json-lines/")).splitlines()]
    listed = client.get(ADDRESS, {"page_size": 200}).json()["results"]
    assert [plain(line) for line in lines] == [plain(claim) for claim in reversed(listed)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\n=1", "＝1", "|cmd"])
def test_no_cell_of_the_csv_is_a_formula(text):
    SubmittedClaimFactory(text=text, claimant=text, source__name=text)
    [row] = csv.DictReader(io.StringIO(body(client_of("Contributors").get(f"{ADDRESS}export/csv/"))))
    assert (row["text"], row["claimant"], row["source_name"]) == (f"'{text}",) * 3


def test_a_csv_has_a_line_for_each_claim_with_commas_quotes_and_lines_in_them():
    text = 'The mayor: "Closed, for\ntwo weeks."'
    claim = SubmittedClaimFactory(text=text)
    answer = client_of("Contributors").get(f"{ADDRESS}export/csv/", {"source": claim.source.slug})
    written = body(answer)
    assert (answer["Content-Type"], written[0]) == ("text/csv; charset=utf-8", "\ufeff")
    [row] = csv.DictReader(io.StringIO(written[1:]))
    assert (row["text"], row["id"], row["status"]) == (text, str(claim.pk), "unreviewed")
    assert parameters(client_of("Contributors").get(f"{ADDRESS}export/csv/", {"cursor": "x"})) == {"cursor"}


@pytest.mark.parametrize("make", [export.as_csv, export.as_json_lines, lambda rows: export.as_feed(rows, address=str)])
def test_an_export_is_read_slice_by_slice_in_as_many_queries_as_slices(
    make, monkeypatch, django_assert_max_num_queries
):
    for _ in range(6):
        VerdictFactory()
    cut = export.slices
    monkeypatch.setattr(export, "slices", lambda *args, **_: cut(*args, size=2))
    with django_assert_max_num_queries(1 + 4 * 4):
        whole = "".join(make(Claim.objects.all()))
    for pk in Claim.objects.values_list("pk", flat=True):
        assert str(pk) in whole


def test_annotations_find_the_words_of_a_claim_in_the_page_and_in_the_stored_article():
    text = "Snow 雪 fell. The bridge is closed. Nobody knew."
    start = text.index("The bridge")
    article = ArticleFactory(text=text, url="https://ledger.example/bridge")
    claim = ClaimFactory(article=article, text="The bridge is closed.", start=start, end=start + 21)
    ClaimFactory(article=article, text="Nobody knew.", start=start + 22, end=len(text))
    SubmittedClaimFactory()  # has no place in an article
    page = json.loads(body(client_of("Contributors").get(f"{ADDRESS}export/annotations/")))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    first, second = page["items"]
    in_page, stored = first["target"]
    quoted = {"type": "TextQuoteSelector", "exact": claim.text, "prefix": "Snow 雪 fell. ", "suffix": " Nobody knew."}
    assert in_page == {"source": article.url, "selector": quoted}
    assert stored["source"].endswith(f"{ROOT}/articles/{article.pk}/")
    assert stored["selector"][0] == {"type": "TextPositionSelector", "start": start, "end": start + 21}
    assert first["id"].endswith(f"{ADDRESS}{claim.pk}/")
    assert second["target"][0]["selector"]["prefix"] == text[start + 22 - 32 : start + 22]
    assert second["target"][0]["selector"]["suffix"] == ""
