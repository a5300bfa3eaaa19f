import pytest
from django.contrib.auth.models import Group, User

from claims import seen
from claims.extract import TEXT_CHANGED, extract_article
from claims.models import Claim, CrossReference
from claims.review import record_verdict
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
        claim.text for claim in Claim.objects.exclude(article__superseded_by=None)
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
    assert claim.suggestion.stale_reason == TEXT_CHANGED


def test_versions_may_be_extracted_in_any_order():
    old = publish("Morning Post", MINE, url=URL)
    new = publish("Morning Post", f"{MINE} Rescuers are on their way, Brandt said.", url=URL)
    extract_article(new.pk, now=NOW)
    extract_article(old.pk, now=NOW)
    assert set(Claim.objects.current().values_list("article", flat=True)) == {new.pk}
