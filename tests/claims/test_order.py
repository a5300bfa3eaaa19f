"""Links and suggestions follow from the claims that are there, not from the order in which they came."""

import random
from itertools import permutations

import pytest
from django.contrib.auth.models import User

from claims import crosscheck, retrieval, tasks
from claims.models import Claim, CrossReference, PreparedClaim, SentenceVector, Suggestion
from claims.submissions import SubmittedClaim, submit_claims
from claims.suggestions import out_of_step
from sources.models import Article, SharedOrigin
from tests.claims.desk import NOW, outlet, publish

pytestmark = pytest.mark.django_db

PLACES = ("Orlen", "Harrow", "Sill", "Tarn")
WAYS = (
    "The mine at {place} was flooded on Monday and {number} miners are missing.",
    "{number} miners are missing after the mine at {place} was flooded on Monday.",
    "On Monday water broke into the {place} mine; {number} miners are missing.",
    "Rescuers search for {number} miners who are missing in the flooded mine at {place}.",
    "The {place} mine was not flooded on Monday, and no miners are missing.",
    "The flood of the {place} mine killed {number} miners, the police said.",
)
# More like one another than a list is long, so that newcomers push others off it.
CLAIMS = [
    (f"Outlet {number % 23}", way.format(place=place, number=number % 7 + 3))
    for number, (place, way) in enumerate((place, way) for place in PLACES for way in WAYS for _ in range(3))
]


def everything() -> tuple[list, list]:
    """All links and suggestions, told by content alone."""
    links = sorted(
        (
            *sorted(((one.left.source.name, one.left.text), (one.right.source.name, one.right.text))),
            one.relation,
            one.score,
            one.independent,
            one.shared_origin,
            one.reasons,
        )
        for one in CrossReference.objects.with_sides()
    )
    suggestions = sorted(
        (one.claim.source.name, one.claim.text, one.status, one.strength, one.confidence, one.reasons)
        for one in Suggestion.objects.select_related("claim__source")
    )
    return links, suggestions


def clear() -> None:
    for model in (CrossReference, Suggestion, PreparedClaim, SentenceVector, Claim, SharedOrigin, Article):
        model.objects.all().delete()


def post(items: list[tuple[str, str]]) -> list[int]:
    client, _ = User.objects.get_or_create(username="desk")
    posted = [SubmittedClaim(source=outlet(source), text=text) for source, text in items]
    return [result.claim.pk for result in submit_claims(posted, client=client, now=NOW) if result.claim]


@pytest.mark.parametrize(("limit", "batches"), [(5, (1, 7, len(CLAIMS))), (25, (30, len(CLAIMS)))])
def test_whatever_the_order_and_the_batches_the_same_links_and_suggestions_result(monkeypatch, limit, batches):
    monkeypatch.setattr(retrieval, "CANDIDATES", limit)
    monkeypatch.setattr(retrieval.neighbourhoods, "__kwdefaults__", {"limit": limit})
    results = []
    for seed, batch in enumerate(batches):
        clear()
        items = random.Random(seed).sample(sorted(set(CLAIMS)), len(set(CLAIMS)))
        for at in range(0, len(items), batch):
            crosscheck.crosscheck_claims(post(items[at : at + batch]))
        results.append(everything())
        assert list(out_of_step()) == []
    assert len(results[0][0]) > 100
    for links, suggestions in results[1:]:
        assert links == results[0][0]
        assert suggestions == results[0][1]
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), 20):
        crosscheck.crosscheck_claims(ids[at : at + 20])
    assert everything() == results[0]


ARTICLES = [
    (
        "Morning Post",
        "The mine at Orlen was flooded on Monday, mayor Tilda Brandt told reporters. Nine miners are missing.",
    ),
    (
        "Evening Sun",
        "Mayor Tilda Brandt said the Orlen mine was flooded on Monday. Nine miners are missing, Reuters reported.",
    ),
    ("Daily Star", "The Orlen mine was flooded on Monday. Reuters reported that nine miners are missing."),
    ("Radio One", "Mayor Tilda Brandt denied that the Orlen mine was flooded. No miners are missing, she said."),
    ("Hill Echo", "Seven miners are missing after the Orlen mine was flooded on Monday, the Morning Post reported."),
]


def test_articles_in_any_order_give_the_same_links_origins_and_suggestions():
    results = []
    for seed in range(4):
        clear()
        for source, text in random.Random(seed).sample(ARTICLES, len(ARTICLES)):
            publish(source, text)
            if seed % 2:
                tasks.extract_articles()
                tasks.check_claims()
        tasks.extract_articles()
        tasks.check_claims()
        results.append(everything())
        assert list(out_of_step()) == []
    assert results[0][0]
    assert results[0] == results[1] == results[2] == results[3]


QUOTED = "“The storks came back with the water,” said Hanna Vesk of the lake society."
REPORT = "Volunteers counted the nests from small boats before dawn and wrote each of them into a long list by hand."
LEANING_ON_A_THIRD = [
    ("Lake Post", f"{QUOTED} So many storks at once had not been seen for forty years, Reuters reported."),
    ("Orrin Observer", f"{REPORT} Nobody had seen so many storks at once for forty years, Reuters reported."),
    ("Meadow Life", f"{QUOTED} {REPORT} Nobody had seen so many storks at once for forty years."),
]


def test_two_that_quote_the_same_words_share_the_origin_of_a_third_whenever_it_comes():
    results = []
    for articles in permutations(LEANING_ON_A_THIRD):
        clear()
        for source, text in articles:
            publish(source, text)
            tasks.extract_articles()
            tasks.check_claims()
        results.append(everything())
        assert list(out_of_step()) == []
    shared_origins = [link[5] for link in results[0][0]]
    assert any("Reuters" in one and "Orrin Observer" in one for one in shared_origins), shared_origins
    assert all(result == results[0] for result in results)
