"""Claims and verdicts when the text at an address changes."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from claims import crosscheck
from claims.extract import extract_article
from claims.models import Claim, CrossReference, PreparedClaim
from claims.record_models import Judgement
from claims.review import record_judgement, record_verdict
from claims.seen import version
from claims.staleness import GONE
from sources.models import Article, ArticleState
from tests.claims.desk import NOW, claim_with, outlet, publish, work
from tests.factories import SubmittedClaimFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "https://esksun.example/library"
LIBRARY = (
    "The library of Esker, which burned in June, will be rebuilt for 7 million crowns, the council said. "
    "Its 40,000 books were insured.\n\nThe architect, Ria Sand, won a contest with 31 entries."
)
COMMA = LIBRARY.replace("The architect, Ria Sand, won", "The architect Ria Sand won")
FIGURE = COMMA.replace("7 million", "4 million")
OTHER = "The opera at Orlen opens with a comedy, director Anna Weiss told reporters."
ELSEWHERE = "The council of Esker said that the library, which burned in June, will be rebuilt for 7 million crowns."


@pytest.fixture
def reviewer() -> User:
    return UserFactory(group="Reviewers")


def stand(text: str, **fields) -> Article:
    """Publish the text at the address, and have the workers read it."""
    article = publish("Esk Sun", text, url=URL, **fields)
    work()
    return article


def decide(reviewer: User, *claims: Claim, status: str = "corroborated") -> None:
    for claim in claims:
        claim.refresh_from_db()
        record_verdict(
            claim_id=claim.pk,
            status=status,
            rationale="The budget shows it.",
            by=reviewer,
            expected_version=version(Claim.objects.get(pk=claim.pk)),
            now=NOW,
        )


def standing() -> dict[int, tuple[str, str]]:
    """Status and stale reason of each claim on the desk."""
    claims = Claim.objects.standing().select_related("suggestion")
    return {claim.pk: (claim.status, claim.suggestion.stale_reason) for claim in claims}


def test_each_verdict_stands_or_is_stale_through_a_comma_a_figure_and_a_return(reviewer):
    first = stand(LIBRARY)
    claims = list(Claim.objects.order_by("start"))
    assert len(claims) == 3
    decide(reviewer, *claims)
    undisturbed = {claim.pk: ("corroborated", "") for claim in claims}
    money = claim_with("million")

    stand(COMMA)
    assert standing() == undisturbed
    assert not Claim.objects.awaiting_review().exists()

    third = stand(FIGURE)
    assert standing() == undisturbed | {money.pk: ("corroborated", "The article now says 4, not 7.")}
    assert list(Claim.objects.awaiting_review()) == [money]
    assert set(Claim.objects.values_list("article", flat=True)) == {third.pk}

    back = stand(LIBRARY)
    assert back == first
    assert standing() == undisturbed
    assert not Claim.objects.awaiting_review().exists()
    assert [claim.text for claim in Claim.objects.order_by("start")] == [claim.text for claim in claims]
    assert list(Article.objects.current()) == [first]


def test_a_sentence_added_at_the_end_leaves_every_verdict(reviewer):
    stand(LIBRARY)
    claims = list(Claim.objects.all())
    decide(reviewer, *claims)
    stand(f"{LIBRARY}\n\nThis story has been updated.")
    assert {pk: standing()[pk] for pk in (claim.pk for claim in claims)} == {
        claim.pk: ("corroborated", "") for claim in claims
    }


def test_a_claim_that_stands_keeps_its_links():
    publish("Morning Post", ELSEWHERE)
    stand(LIBRARY)
    link = CrossReference.objects.get()
    mine = Claim.objects.get(source=outlet("Esk Sun"), text__contains="7 million")
    article = publish("Esk Sun", f"{OTHER}\n\n{LIBRARY}", url=URL)
    extract_article(article.pk, now=NOW)
    mine.refresh_from_db()
    assert mine.pk in {link.left_id, link.right_id}
    assert (mine.article_id, article.text[mine.start : mine.end]) == (article.pk, mine.text)
    assert CrossReference.objects.get() == link
    # The article begins with other words now, so all of its claims are looked for in another place.
    assert "The opera at Orlen opens with a comedy" in [claim.text for claim in Claim.objects.due()]


def test_a_judgement_goes_along_with_its_claim(reviewer):
    publish("Morning Post", ELSEWHERE)
    stand(LIBRARY)
    link = CrossReference.objects.get()
    record_judgement(cross_reference_id=link.pk, answer="rejected", by=reviewer, now=NOW)
    stand(COMMA)
    judgement = Judgement.objects.get()
    assert (judgement.left_id, judgement.right_id) == (link.left_id, link.right_id)
    assert judgement.left.current
    assert judgement.right.current


def test_a_decided_claim_whose_sentence_is_gone_is_in_the_queue_with_the_reason(reviewer):
    first = stand(LIBRARY)
    books = claim_with("40,000")
    decide(reviewer, books)
    stand(LIBRARY.replace("Its 40,000 books were insured.", ""))
    books.refresh_from_db()
    assert (books.article_id, books.current, books.suggestion.stale_reason) == (first.pk, False, GONE)
    assert books in Claim.objects.awaiting_review()
    assert books in Claim.objects.stale()


def test_a_claim_decided_before_its_first_check_is_stale_when_its_sentence_goes(reviewer):
    article = publish("Esk Sun", LIBRARY, url=URL)
    extract_article(article.pk, now=NOW)
    decide(reviewer, claim_with("40,000"))
    stand(OTHER)
    assert [claim.suggestion.stale_reason for claim in Claim.objects.stale()] == [GONE]


def test_a_sentence_that_comes_back_in_a_third_version_is_the_claim_that_was_decided(reviewer):
    stand(LIBRARY)
    books = claim_with("40,000")
    decide(reviewer, books)
    stand(LIBRARY.replace("Its 40,000 books were insured.", ""))
    third = stand(LIBRARY.replace("31 entries", "32 entries"))
    books.refresh_from_db()
    assert (books.article_id, books.current) == (third.pk, True)
    assert standing()[books.pk] == ("corroborated", "")


def test_a_verdict_on_what_is_gone_settles_it(reviewer):
    stand(LIBRARY)
    books = claim_with("40,000")
    decide(reviewer, books)
    stand(OTHER)
    decide(reviewer, books, status="disputed")
    assert books not in Claim.objects.stale()
    assert books not in Claim.objects.standing()


def test_a_claim_that_nobody_decided_goes_with_its_sentence():
    stand(LIBRARY)
    stand(OTHER)
    assert not Claim.objects.filter(text__contains="million").exists()
    assert not PreparedClaim.objects.filter(claim__text__contains="million").exists()


@pytest.mark.parametrize("text", [COMMA, OTHER, "Die Oper in Orlen beginnt mit einer Komödie, sagte Anna Weiss."])
def test_what_clients_posted_to_an_article_goes_along_to_its_newest_version(text):
    first = stand(LIBRARY)
    posted = SubmittedClaimFactory(source=first.source, article=first, text="The library had no fire alarm.")
    second = stand(text)
    posted.refresh_from_db()
    assert (posted.article_id, posted.current) == (second.pk, True)


def test_a_version_in_another_language_takes_the_old_claims_away(reviewer):
    stand(LIBRARY)
    books = claim_with("40,000")
    decide(reviewer, books)
    german = stand("Die Bibliothek von Esker, die im Juni brannte, wird für 7 Millionen Kronen neu gebaut.")
    german.refresh_from_db()
    assert german.state == ArticleState.SKIPPED
    assert not Claim.objects.current().exists()
    assert list(Claim.objects.stale()) == [books]


def test_after_a_version_that_failed_the_third_takes_the_claims_of_the_first(reviewer):
    stand(LIBRARY)
    claims = list(Claim.objects.all())
    decide(reviewer, *claims)
    second = publish("Esk Sun", FIGURE, url=URL)
    Article.objects.filter(pk=second.pk).update(state=ArticleState.FAILED, attempts=3)
    third = stand(COMMA)
    assert {claim.pk for claim in Claim.objects.current()} == {claim.pk for claim in claims}
    assert set(Claim.objects.values_list("article", flat=True)) == {third.pk}


def test_another_speaker_of_the_same_words_makes_the_verdict_stale(reviewer):
    said = "Mayor {} said on Monday that the old bridge of Orlen will be closed to lorries."
    stand(said.format("Tilda Brandt"))
    claim = claim_with("bridge")
    decide(reviewer, claim)
    stand(said.format("Anna Weiss"))
    claim.refresh_from_db()
    assert claim.suggestion.stale_reason == "The article now has Anna Weiss say this, not Tilda Brandt."


def test_a_denial_of_what_was_asserted_makes_the_verdict_stale(reviewer):
    said = "Mayor Tilda Brandt {} on Monday that the old bridge of Orlen was sold."
    stand(said.format("confirmed"))
    claim = claim_with("bridge")
    decide(reviewer, claim)
    stand(said.format("denied"))
    claim.refresh_from_db()
    assert claim.suggestion.stale_reason == "In the article this is now denied, and was asserted."


def test_a_later_date_of_publication_goes_to_the_claims():
    stand(LIBRARY)
    later = datetime(2024, 3, 13, 8, tzinfo=UTC)
    stand(COMMA, published_at=later)
    assert set(Claim.objects.values_list("published_at", flat=True)) == {later}


def meanwhile(monkeypatch, happen) -> None:
    """Have something happen after a cross-check has compared and before it stores what it found."""
    compare = crosscheck.compare_pairs

    def compared(pairs):
        found = compare(pairs)
        monkeypatch.setattr(crosscheck, "compare_pairs", compare)
        happen()
        return found

    monkeypatch.setattr(crosscheck, "compare_pairs", compared)


def replace_with(text: str) -> None:
    extract_article(publish("Esk Sun", text, url=URL).pk, now=NOW)


def test_a_cross_check_under_way_gives_no_link_back_to_a_claim_that_was_retired_meanwhile(reviewer, monkeypatch):
    publish("Morning Post", ELSEWHERE)
    stand(LIBRARY)
    link = CrossReference.objects.get()
    money = Claim.objects.get(source=outlet("Esk Sun"), text__contains="7 million")
    decide(reviewer, money)
    meanwhile(monkeypatch, lambda: replace_with(OTHER))
    crosscheck.crosscheck_claims([link.left_id, link.right_id])
    money.refresh_from_db()
    assert not money.current
    assert not CrossReference.objects.exists()


def test_a_cross_check_under_way_leaves_a_claim_due_that_says_something_else_by_now(monkeypatch):
    publish("Morning Post", ELSEWHERE)
    stand(LIBRARY)
    money = Claim.objects.get(source=outlet("Esk Sun"), text__contains="7 million")
    meanwhile(monkeypatch, lambda: replace_with(FIGURE))
    crosscheck.crosscheck_claims([money.pk])
    money.refresh_from_db()
    assert "4 million" in money.text
    assert money.check_state == "due"


def test_nothing_that_a_verdict_names_is_ever_deleted(reviewer):
    first = stand(LIBRARY)
    books = claim_with("40,000")
    decide(reviewer, books)
    second = stand(FIGURE)
    decide(reviewer, books)
    stand(LIBRARY)
    books.refresh_from_db()
    # The second version has no claim any more, and no later one superseded it; a verdict was given on it.
    named = [first, second, books, books.source, reviewer]
    for one in named:
        with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
            one.delete()
    assert {verdict.seen["claim"]["article"] for verdict in books.verdicts.all()} == {first.pk, second.pk}


def test_a_judged_claim_outlives_its_sentence(reviewer):
    publish("Morning Post", ELSEWHERE)
    stand(LIBRARY)
    link = CrossReference.objects.get()
    record_judgement(cross_reference_id=link.pk, answer="rejected", by=reviewer, now=NOW)
    stand(OTHER)
    judgement = Judgement.objects.get()
    mine = next(one for one in (judgement.left, judgement.right) if one.source == outlet("Esk Sun"))
    assert (mine.current, mine.status) == (False, "unreviewed")
    assert mine not in Claim.objects.awaiting_review()
