from collections.abc import Callable

import pytest

from claims import seen
from claims.models import Claim, CrossReference, Suggestion
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    CrossReferenceFactory,
    JudgementFactory,
    SuggestionFactory,
    VerdictFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    reference = CrossReferenceFactory()
    SuggestionFactory(claim=reference.left)
    return reference.left


def version(claim: Claim) -> str:
    return seen.version(Claim.objects.get(pk=claim.pk))


def links(claim: Claim):
    return CrossReference.objects.filter(left=claim)


NEWS: dict[str, tuple[Callable[[Claim], object], str]] = {
    "a verdict": (lambda claim: VerdictFactory(claim=claim), "Somebody else decided on this claim"),
    "another text": (lambda claim: Claim.objects.filter(pk=claim.pk).update(text="Otherwise."), "The claim changed"),
    "another claimant": (lambda claim: Claim.objects.filter(pk=claim.pk).update(claimant="X"), "The claim changed"),
    "another suggestion": (
        lambda claim: Suggestion.objects.filter(claim=claim).update(status="disputed"),
        "The suggestion changed",
    ),
    "another reason": (
        lambda claim: Suggestion.objects.filter(claim=claim).update(reasons=["Otherwise."]),
        "The suggestion changed",
    ),
    "a stale mark": (
        lambda claim: Suggestion.objects.filter(claim=claim).update(stale_reason="New evidence."),
        "The suggestion changed",
    ),
    "a new link": (lambda claim: CrossReferenceFactory(left=claim), "The cross-references changed"),
    "a link that is gone": (lambda claim: links(claim).delete(), "The cross-references changed"),
    "another relation": (lambda claim: links(claim).update(relation="disputes"), "The cross-references changed"),
    "another score": (lambda claim: links(claim).update(score=0.5), "The cross-references changed"),
    "another text on the other side": (
        lambda claim: Claim.objects.exclude(pk=claim.pk).update(text="Otherwise."),
        "The cross-references changed",
    ),
    "a judgement": (
        lambda claim: JudgementFactory(left=claim, right=links(claim).get().right),
        "A link was confirmed or rejected",
    ),
}


@pytest.mark.parametrize("what", NEWS)
def test_whatever_is_new_to_a_reviewer_changes_the_version_and_is_named(claim, what):
    happens, sentence = NEWS[what]
    before = version(claim)
    happens(claim)
    assert seen.news(before, version(claim)) == f"{sentence} after you read it. Read it again, then decide."


def test_several_news_are_named_in_one_sentence(claim):
    before = version(claim)
    links(claim).delete()
    Suggestion.objects.filter(claim=claim).update(status="disputed")
    assert seen.news(before, version(claim)) == (
        "The suggestion changed, the cross-references changed after you read it. Read it again, then decide."
    )


def test_the_same_looked_at_twice_and_a_newer_engine_that_finds_the_same_are_no_news(claim):
    before = version(claim)
    Suggestion.objects.filter(claim=claim).update(engine_version="newer")
    links(claim).update(engine_version="newer", similarity=0.1)
    assert version(claim) == before


def test_what_is_new_to_another_claim_is_not_new_to_this(claim):
    before = version(claim)
    VerdictFactory()
    CrossReferenceFactory()
    assert version(claim) == before


@pytest.mark.parametrize("links", [1, 11])
def test_a_version_takes_the_same_queries_for_one_link_and_for_eleven(links, django_assert_num_queries):
    claim = ClaimFactory()
    SuggestionFactory(claim=claim)
    for _ in range(links):
        JudgementFactory(left=claim, right=CrossReferenceFactory(left=claim).right)
    read = Claim.objects.select_related("source", "suggestion").get(pk=claim.pk)
    with django_assert_num_queries(2):
        seen.version(read)


def test_a_claim_that_moves_to_a_newer_version_with_the_same_words_is_no_news(claim):
    before = version(claim)
    for one in Claim.objects.all():
        Claim.objects.filter(pk=one.pk).update(article=ArticleFactory(), start=3, end=4)
    assert version(claim) == before


def test_what_is_shown_of_a_claim_is_bounded_however_much_there_is():
    claim = ClaimFactory(text="word " * 1000)
    SuggestionFactory(claim=claim, reasons=["because " * 500] * 40)
    for _ in range(seen.IN_WORDS + 5):
        CrossReferenceFactory(left=claim, reasons=["because " * 500] * 40)
    showing = seen.shown(Claim.objects.get(pk=claim.pk))
    assert len(showing["cross_references"]) == seen.IN_WORDS
    assert len(showing["more_cross_references"]) == 5
    assert len(seen.canonical(showing)) < 250_000
