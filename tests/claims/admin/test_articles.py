import re

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import CrossCheckRun
from sources.models import Article, Dossier, Source
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    DossierFactory,
    SourceFactory,
    SuggestionFactory,
    VerdictFactory,
)

pytestmark = pytest.mark.django_db

ADD = reverse("admin:sources_article_add")
LIST = reverse("admin:sources_article_changelist")
TEXT = "The mayor said on Friday that the old bridge will be closed for two weeks."


def page(client: Client, article: Article) -> str:
    return client.get(reverse("admin:sources_article_change", args=[article.pk])).content.decode()


def readable(html: str) -> str:
    """The words inside the article's text, without numbers and marks."""
    inside = html.split('class="article-text" dir="auto">')[1].split("</div>")[0]
    return re.sub(r"<[^>]*>", "", re.sub(r"<sup>.*?</sup>", "", inside))


@pytest.fixture
def source() -> Source:
    return SourceFactory()


def add(client: Client, outlet: Source | None, **changes: object):
    return client.post(
        ADD, {"source": outlet.pk if outlet else "", "text": TEXT, "title": "Bridge", "language": "en"} | changes
    )


def test_a_pasted_text_becomes_an_article_and_its_page_opens(reviewer: Client, source: Source) -> None:
    response = add(reviewer, source, published_at="2026-05-01T09:30")
    article = Article.objects.get()
    assert response.url == reverse("admin:sources_article_change", args=[article.pk])
    assert (article.text, article.state) == (TEXT, "received")
    assert article.published_at.isoformat() == "2026-05-01T09:30:00+00:00"


def test_the_same_text_again_leads_to_the_article_that_is_there(reviewer: Client, source: Source) -> None:
    first, second = add(reviewer, source).url, add(reviewer, source)
    assert second.url == first
    assert "already here" in reviewer.get(second.url).content.decode()
    assert Article.objects.count() == 1


def test_one_form_makes_the_source_and_the_dossier_with_the_article(reviewer: Client) -> None:
    add(reviewer, None, new_source="Orlen Post", new_source_kind="newspaper", new_dossier="The bridge")
    article = Article.objects.get()
    assert (article.source.name, article.source.kind) == ("Orlen Post", "newspaper")
    [dossier] = Dossier.objects.all()
    add(reviewer, article.source, dossier=dossier.pk, text=f"{TEXT} It is the oldest of the town.")
    assert (dossier.title, dossier.articles.count()) == ("The bridge", 2)


def test_a_refused_article_leaves_no_source_and_no_dossier_behind(reviewer: Client) -> None:
    answer = add(reviewer, None, new_source="Orlen Post", new_dossier="The bridge", url="no address")
    assert answer.status_code == 422
    assert not Source.objects.exists()
    assert not Dossier.objects.exists()


def test_two_versions_stand_beside_each_other_with_their_changes_and_what_they_make_stale(reviewer: Client) -> None:
    earlier = ArticleFactory(url="https://outlet.example/report", text="Four died.\n\nIt rained.", current=False)
    newer = ArticleFactory(
        source=earlier.source, url=earlier.url, supersedes=earlier, text="Seven died.\n\nIt rained.\n\nIt is over."
    )
    claim = VerdictFactory(claim=ClaimFactory(article=newer)).claim
    SuggestionFactory(claim=claim, stale_reason="The article now says Seven, not Four.")
    assert reverse("admin:sources_article_changes", args=[newer.pk]) in page(reviewer, newer)
    shown = reviewer.get(reverse("admin:sources_article_changes", args=[newer.pk])).content.decode()
    assert "<del>Four</del> died." in shown
    assert "<ins>Seven</ins> died." in shown
    assert "<ins>It is over.</ins>" in shown
    assert "2 paragraphs differ" in shown
    assert "The article now says Seven, not Four." in shown


def test_words_of_an_article_are_made_a_claim_on_its_page(reviewer: Client, contributor: Client) -> None:
    article = ArticleFactory(text="It rained. The bridge is closed.")
    address = reverse("admin:sources_article_claim", args=[article.pk])
    typed = {"words": "The bridge is closed.", "claimant": "the mayor", "polarity": "asserts"}
    assert contributor.post(address, typed).status_code == 403
    answer = reviewer.post(address, typed, follow=True)
    claim = article.claims.get()
    assert (claim.start, claim.end, claim.claimant) == (11, 32, "the mayor")
    assert "reviewers made this a claim" in answer.content.decode()
    assert "do not stand so" in reviewer.post(address, typed | {"words": "No."}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "   "}, "The text is empty."),
        ({"text": "Share this story"}, "holds only page furniture"),
        ({"url": "javascript:alert(1)"}, "must be a full http or https address"),
        ({"published_at": "2999-01-01T00:00"}, "lies in the future"),
        ({"published_at": "yesterday"}, "Enter a valid date/time."),
        ({"source": "99999"}, "Select a valid choice."),
        ({"source": ""}, "Choose the outlet, or name a new one below."),
        ({"new_source": "Another"}, "not both"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_refused_article_says_why_and_keeps_what_was_typed(
    reviewer: Client, source: Source, changes: dict[str, str], sentence: str
) -> None:
    response = add(reviewer, source, **changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="Bridge"' in response.content.decode()
    assert not Article.objects.exists()


def test_overlapping_claims_are_both_marked_and_linked(reviewer: Client) -> None:
    article = ArticleFactory(text="One two three four.")
    outer = ClaimFactory(article=article, text="One two three", start=0, end=13)
    inner = ClaimFactory(article=article, text="three four", start=8, end=18)
    shown = page(reviewer, article)
    assert readable(shown) == article.text
    for claim in (outer, inner):
        assert f'id="text-claim-{claim.pk}"' in shown
    link = reverse("admin:claims_claim_change", args=[inner.pk])
    assert f'<mark class="claim status-unreviewed overlaps"><a href="{link}">three</a></mark>' in shown


def test_markup_in_the_text_stays_text_also_under_a_claim(reviewer: Client) -> None:
    text = 'He wrote <script>alert(1)</script> & "left".'
    article = ArticleFactory(text=text, title="<img src=x onerror=alert(1)>")
    ClaimFactory(article=article, text=text[9:20], start=9, end=20)
    shown = page(reviewer, article)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert readable(shown).startswith("He wrote &lt;script&gt;alert(1)&lt;/script&gt; &amp;")


def test_a_decided_claim_is_marked_by_its_status(reviewer: Client) -> None:
    claim = VerdictFactory(status="disputed").claim
    assert f'<mark class="claim status-disputed"><a href="/admin/claims/claim/{claim.pk}/' in page(
        reviewer, claim.article
    )


def test_versions_of_an_article_lead_to_each_other(reviewer: Client) -> None:
    earlier = ArticleFactory(url="https://outlet.example/report", current=False)
    newer = ArticleFactory(source=earlier.source, url=earlier.url, supersedes=earlier)
    assert reverse("admin:sources_article_change", args=[newer.pk]) in page(reviewer, earlier)
    assert reverse("admin:sources_article_change", args=[earlier.pk]) in page(reviewer, newer)


def test_a_failed_article_says_why_and_can_be_tried_again(reviewer: Client) -> None:
    article = ArticleFactory(state="failed", attempts=3, last_error="The parser ran out of memory.")
    assert "The parser ran out of memory." in page(reviewer, article)
    assert "The parser ran out of memory." in reviewer.get(LIST).content.decode()
    reviewer.post(reverse("admin:sources_article_retry", args=[article.pk]))
    article.refresh_from_db()
    assert (article.state, article.attempts) == ("received", 0)


def test_failed_articles_can_be_tried_again_together(reviewer: Client) -> None:
    failed = [ArticleFactory(state="failed") for _ in range(2)]
    picked = {"action": "try_again", "_selected_action": [one.pk for one in failed], "index": "0"}
    reviewer.post(f"{LIST}?state__exact=failed", picked)
    assert Article.objects.filter(state="received").count() == 2


def test_the_list_counts_the_claims_of_each_article(reviewer: Client) -> None:
    article = ArticleFactory(text="One two three.")
    for end in (3, 7):
        ClaimFactory(article=article, text="One two"[:end], start=0, end=end)
    assert '<td class="field-claims_found">2</td>' in reviewer.get(LIST).content.decode()


def test_articles_are_found_by_source_state_and_dossier(reviewer: Client) -> None:
    mine, other = ArticleFactory(state="skipped", last_error="It is not English."), ArticleFactory()
    dossier = DossierFactory(articles=[mine])
    for filters in ({"source": mine.source_id}, {"state__exact": "skipped"}, {"dossier": dossier.pk}):
        assert list(reviewer.get(LIST, filters).context["cl"].result_list) == [mine], filters
    assert other in reviewer.get(LIST).context["cl"].result_list


def test_an_articles_claims_can_be_checked_again(reviewer: Client) -> None:
    claim = ClaimFactory(check_state="done")
    reviewer.post(reverse("admin:sources_article_crosscheck", args=[claim.article_id]))
    run = CrossCheckRun.objects.get()
    assert (run.article, run.requested_by.username) == (claim.article, "reviewers")


@pytest.mark.parametrize("missing", ["0", "999999999999999999999999", "x"])
def test_an_article_that_is_not_there_leads_back_with_a_message(reviewer: Client, missing: str) -> None:
    assert "doesn’t exist" in reviewer.get(f"/admin/sources/article/{missing}/change/", follow=True).content.decode()


def test_what_was_left_unread_stands_on_the_page_of_the_article(reviewer: Client) -> None:
    note = "The first 2,000 claims were read; 410,000 characters were not."
    assert note in page(reviewer, ArticleFactory(state="crosschecked", last_error=note))


def test_somebody_without_the_right_is_told_why_his_text_takes_nobodys_place(contributor: Client) -> None:
    article = ArticleFactory(url="https://outlet.example/report")
    form = {"source": article.source_id, "url": article.url, "text": f"{article.text} It is raining."}
    answer = contributor.post(reverse("admin:sources_article_add"), form)
    assert answer.status_code == 422
    assert "posted the article at this address" in answer.content.decode()
    assert list(Article.objects.all()) == [article]


def test_the_history_of_an_article_says_who_put_it_in_place_of_which(reviewer: Client) -> None:
    article = ArticleFactory(url="https://outlet.example/report")
    form = {"source": article.source_id, "url": article.url, "text": f"{article.text} It is raining."}
    reviewer.post(reverse("admin:sources_article_add"), form)
    newer = Article.objects.get(current=True)
    history = reviewer.get(reverse("admin:sources_article_history", args=[newer.pk])).content.decode()
    assert f"in place of article {article.pk}" in history
