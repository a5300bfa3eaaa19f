"""Thousands of claims at once and claims that are hardly any: bounded work, few links, an answer for each."""

import pytest
from django.contrib.auth.models import User

from claims import candidates, retrieval
from claims.choices import CheckState
from claims.models import Claim, CrossReference, Suggestion
from claims.querysets import MAX_PER_SOURCE
from claims.submissions import SubmittedClaim, submit_claims
from sources.models import Article, Source
from tests.claims.desk import MINE, MINE_AGAIN, NOW, copies, outlet, publish, work

pytestmark = pytest.mark.django_db

TWO_DAYS = "The mine at Orlen was flooded on 3 May 2024, on 9 May 2024 and on 31 February, yesterday and next year."


def post(text: str, *sources: str) -> list[Claim]:
    client, _ = User.objects.get_or_create(username="desk")
    items = [SubmittedClaim(source=outlet(source), text=text) for source in sources]
    results = submit_claims(items, client=client, now=NOW)
    return [result.claim for result in results if result.claim]


def links(claim: Claim) -> int:
    return CrossReference.objects.touching([claim.pk]).count()


def test_ten_thousand_copies_in_one_outlet_are_one_candidate_and_a_few_links():
    [first] = post(MINE, "Morning Post")
    work()
    copies(first, [first.source] * 10_000, check_state=CheckState.DONE)
    [other] = post(MINE_AGAIN, "Evening Sun")
    work()
    assert len(candidates.find([other.pk], ()).listed) == 1
    assert 1 <= links(other) <= MAX_PER_SOURCE
    other.refresh_from_db()
    assert other.check_state == CheckState.DONE
    assert other.suggestion.status == "corroborated"


def test_one_sentence_in_two_thousand_outlets_is_compared_with_some_of_them():
    [first] = post(MINE, "Morning Post")
    work()
    names = [f"Outlet {number}" for number in range(2000)]
    copies(
        first,
        Source.objects.bulk_create(Source(name=name, slug=name.replace(" ", "-")) for name in names),
        check_state=CheckState.DONE,
    )
    [other] = post(MINE_AGAIN, "Evening Sun")
    work()
    assert links(other) == retrieval.PER_SENTENCE
    assert "1976 more outlets print a sentence" in Suggestion.objects.get(claim=other).reasons[-1]


def test_variations_of_one_sentence_by_one_outlet_do_not_hide_the_others():
    for number in range(2, 60):
        post(MINE.replace("nine", str(number)), "Morning Post")
    post(MINE_AGAIN, "Daily Star")
    work()
    [other] = post(MINE, "Evening Sun")
    work()
    found = CrossReference.objects.touching([other.pk])
    names = {side for pair in found.values_list("left__source__name", "right__source__name") for side in pair}
    assert {"Morning Post", "Daily Star"} <= names
    assert links(other) <= 2 * MAX_PER_SOURCE


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "17",
        "600 17 2009 3.5 1,000,000 0 -4 10/12",
        "flooded " * 2400,
        "9" * 20_000,
        "…!?",
        TWO_DAYS,
        '" “ „ « "',
    ],
    ids=lambda text: text[:12],
)
def test_a_claim_of_hardly_anything_is_checked_and_gets_a_suggestion_with_sentences(text):
    claims = post(text, "Morning Post", "Evening Sun", "Daily Star")
    assert len(claims) == 3
    work()
    for claim in claims:
        claim.refresh_from_db()
        assert (claim.check_state, claim.last_error) == (CheckState.DONE, "")
        assert all(reason.endswith(".") for reason in claim.suggestion.reasons)
        assert links(claim) <= 2


def test_dates_that_exclude_each_other_are_named_in_the_reasons():
    [claim] = post("The mine at Orlen was flooded on 3 May 2024 and nine miners are missing.", "Morning Post")
    post("The mine at Orlen was flooded on 9 May 2024 and nine miners are missing.", "Evening Sun")
    work()
    [reference] = CrossReference.objects.touching([claim.pk])
    assert reference.relation == "disputes"
    assert "3 May 2024" in reference.reasons[0]
    assert "9 May 2024" in reference.reasons[0]


def test_one_article_under_two_addresses_is_read_once_and_in_two_outlets_it_has_one_origin():
    publish("Morning Post", MINE, url="https://post.example/mine")
    publish("Morning Post", MINE, url="https://post.example/mine?from=home")
    text = f"{MINE} Rescue teams from three counties pumped water out of the main shaft through the night."
    publish("Evening Sun", text, url="https://sun.example/a")
    publish("Daily Star", text, url="https://star.example/b")
    work()
    assert Article.objects.filter(source__name="Morning Post").count() == 1
    pair = CrossReference.objects.filter(left__source__name="Evening Sun", right__source__name="Daily Star")
    assert pair.exists()
    assert not pair.filter(independent=True).exists()
