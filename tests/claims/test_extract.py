from dataclasses import replace
from functools import partial

import pytest
from django.contrib.auth.models import Group, User

from claims import seen
from claims.analysis.reading import extraction
from claims.analysis.types import Entity
from claims.extract import REPLACED, extract_article
from claims.models import Claim, CrossReference
from claims.review import record_verdict
from claims.staleness import GONE
from sources.models import Article, ArticleState
from tests.claims.desk import MINE, MINE_AGAIN, NOW, publish, work

pytestmark = pytest.mark.django_db

URL = "https://morning-post.example/mine"


def test_every_claim_is_the_text_at_its_span():
    article = publish(
        "Morning Post", f"Home / News\n\n{MINE}\n\n“It is a disaster,” said Brandt.\n\nShare this article"
    )
    extract_article(article.pk, now=NOW)
    claims = list(article.claims.all())
    assert claims
    assert [article.text[claim.start : claim.end] for claim in claims] == [claim.text for claim in claims]


def test_extracting_again_changes_nothing():
    article = publish("Morning Post", MINE)
    extract_article(article.pk, now=NOW)
    before = list(Claim.objects.order_by("pk").values_list("pk", "text", "claimant"))
    extract_article(article.pk, now=NOW)
    assert list(Claim.objects.order_by("pk").values_list("pk", "text", "claimant")) == before


def test_a_language_other_than_english_is_kept_and_skipped_with_the_reason():
    text = "Der Bürgermeister sagte am Montag, das Bergwerk sei überflutet worden und neun Bergleute würden vermisst."
    article = publish("Morgenpost", text)
    work()
    article = Article.objects.get(pk=article.pk)
    assert article.state == ArticleState.SKIPPED
    assert "'de'" in article.last_error
    assert article.text == text


def test_a_new_version_takes_the_place_of_the_old_in_matching():
    publish("Evening Sun", MINE_AGAIN)
    publish("Morning Post", MINE, url=URL)
    work()
    assert CrossReference.objects.exists()
    publish("Morning Post", "The opera at Orlen opens with a comedy, director Anna Weiss told reporters.", url=URL)
    work()
    assert not CrossReference.objects.exists()
    assert {claim.text for claim in Claim.objects.current()}.isdisjoint(
        claim.text for claim in Claim.objects.filter(article__current=False)
    )


def test_a_decided_claim_of_an_old_version_is_kept_and_its_verdict_marked_stale():
    publish("Morning Post", MINE, url=URL)
    work()
    reviewer = User.objects.create_user("rita")
    reviewer.groups.add(Group.objects.get(name="Reviewers"))
    claim = Claim.objects.order_by("pk").first()
    record_verdict(
        claim_id=claim.pk,
        status="disputed",
        rationale="The mayor was away.",
        by=reviewer,
        expected_version=seen.version(claim),
        now=NOW,
    )
    publish("Morning Post", "The opera at Orlen opens with a comedy, director Anna Weiss told reporters.", url=URL)
    work()
    claim.refresh_from_db()
    assert (claim.status, claim.current) == ("disputed", False)
    assert claim.suggestion.stale_reason == GONE


def test_versions_may_be_extracted_in_any_order():
    old = publish("Morning Post", MINE, url=URL)
    new = publish("Morning Post", f"{MINE} Rescuers are on their way, Brandt said.", url=URL)
    extract_article(new.pk, now=NOW)
    extract_article(old.pk, now=NOW)
    assert set(Claim.objects.current().values_list("article", flat=True)) == {new.pk}


def misbehave(monkeypatch, change):
    """Have the core return its claims as changed by `change`."""
    extract = extraction.extract

    def changed(text, **options):
        found = extract(text, **options)
        return replace(found, claims=tuple(change(list(found.claims))))

    monkeypatch.setattr(extraction, "extract", changed)


FLOODED = "The mine at Orlen was flooded on Monday, mayor Tilda Brandt told reporters."
TWO = f"{FLOODED}\n\nThe opera at Orlen opens with a comedy, director Anna Weiss told reporters."


def read(text: str = TWO) -> Article:
    article = publish("Morning Post", text)
    work()
    return Article.objects.get(pk=article.pk)


def test_two_claims_at_one_span_cost_neither_the_article_nor_the_one_with_a_claimant(monkeypatch):
    misbehave(monkeypatch, lambda claims: [replace(claims[0], claimant="", cue=""), *claims, claims[0]])
    article = read()
    assert article.state == ArticleState.CROSSCHECKED
    assert article.claims.filter(start=0).values_list("claimant", flat=True).get() == "Tilda Brandt"
    assert article.claims.filter(text__contains="opera").exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"start": 5},
        {"end": 10**6},
        {"start": 40, "end": 10, "text": ""},
        {"start": -3},
        {"text": "The mine is safe."},
    ],
)
def test_a_claim_that_is_not_the_text_at_its_span_costs_only_itself(monkeypatch, bad):
    misbehave(monkeypatch, lambda claims: [replace(claims[0], **bad), *claims[1:]])
    article = read()
    assert article.state == ArticleState.CROSSCHECKED
    assert article.claims.filter(text__contains="opera").exists()
    assert not article.claims.filter(text__contains="mine").exists()


@pytest.mark.parametrize("bad", [{"claimant": "A" * 400, "cue": "b" * 400, "claimant_words": "c" * 400}])
def test_values_too_long_for_the_table_are_cut(monkeypatch, bad):
    misbehave(monkeypatch, lambda claims: [replace(claims[0], **bad), *claims[1:]])
    assert read().claims.filter(claimant="A" * 300).exists()


def test_a_claim_that_the_table_refuses_costs_only_itself_and_the_article_says_so(monkeypatch):
    misbehave(monkeypatch, lambda claims: [replace(claims[0], checkworthiness=7.0), *claims[1:]])
    article = read()
    assert (article.state, article.claims.count()) == (ArticleState.CROSSCHECKED, 1)
    assert article.last_error == f"1 claim could not be stored, such as “{FLOODED[:39]}” (IntegrityError)."


def test_a_claim_that_can_not_be_prepared_costs_only_itself_and_the_article_says_so(monkeypatch):
    misbehave(monkeypatch, lambda claims: [replace(claims[0], entities=(Entity(None, "ORG"),)), *claims[1:]])
    article = read()
    assert (article.state, article.claims.count()) == (ArticleState.CROSSCHECKED, 1)
    assert article.last_error.startswith("1 claim could not be stored")


def test_a_bad_claim_in_a_new_version_leaves_what_it_was_and_its_neighbours_move(monkeypatch):
    publish("Morning Post", TWO, url=URL)
    work()
    kept = Claim.objects.get(text__contains="opera")
    misbehave(monkeypatch, lambda claims: [replace(claims[0], checkworthiness=7.0), *claims[1:]])
    newer = publish("Morning Post", TWO.replace("on Monday", "on Sunday"), url=URL)
    work()
    kept.refresh_from_db()
    assert (kept.article, kept.current) == (newer, True)
    assert list(Claim.objects.current()) == [kept]


def test_what_was_left_unread_is_told_by_the_article(monkeypatch):
    monkeypatch.setattr(extraction, "extract", partial(extraction.extract, limit=1))
    article = read()
    assert article.claims.count() == 1
    unread = len(TWO.partition("\n\n")[2])
    assert article.last_error.startswith("The first 1 claims were read; ")
    assert int(article.last_error.split("; ")[1].split()[0]) >= unread


def test_a_version_that_was_replaced_before_it_was_read_is_skipped_with_the_reason():
    old = publish("Morning Post", MINE, url=URL)
    publish("Morning Post", TWO, url=URL)
    work()
    old.refresh_from_db()
    assert (old.state, old.last_error) == (ArticleState.SKIPPED, REPLACED)
    assert not old.claims.exists()
