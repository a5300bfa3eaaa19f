from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from sources.errors import IngestError, TooLarge
from sources.ingest import add_article, retry
from sources.models import Article, ArticleState, Source
from sources.outlets import find_or_create_source
from sources.reading import layout
from tests.factories import ArticleFactory, ClaimFactory

pytestmark = pytest.mark.django_db

TEXT = "The council of Orlen voted on Monday to close the old bridge, mayor Tilda Brandt said."
URL = "https://morning-post.example/bridge"


@pytest.fixture
def post() -> Source:
    return find_or_create_source(name="Morning Post", domain="morning-post.example")


def add(source: Source, text: str = TEXT, **fields) -> tuple[Article, bool]:
    return add_article(source=source, text=text, now=now(), **fields)


def test_the_same_text_of_a_source_is_stored_once(post):
    first, created = add(post)
    again, created_again = add(post, f"\r\n{TEXT}  \r\n")
    assert (created, created_again) == (True, False)
    assert first == again


def test_the_layout_of_a_new_article_is_worked_out_once(post, monkeypatch):
    counted = []
    monkeypatch.setattr(layout, "_lines", lambda text, lines=layout._lines: counted.append(text) or lines(text))
    add(post)
    assert counted == [TEXT]


def test_the_same_text_of_two_sources_is_two_articles(post):
    add(post)
    assert add(find_or_create_source(name="Evening Sun"))[1]


def test_a_new_text_at_the_same_address_is_a_new_version(post):
    first, _ = add(post, url=URL)
    second, _ = add(post, f"{TEXT} She spoke to reporters.", url=URL)
    third, _ = add(post, f"{TEXT} She spoke on Tuesday.", url=URL)
    assert (second.supersedes, third.supersedes) == (first, second)
    assert list(Article.objects.current()) == [third]


def test_articles_without_an_address_are_no_versions_of_each_other(post):
    add(post)
    assert add(post, f"{TEXT} She spoke to reporters.")[0].supersedes is None


def test_an_article_knows_its_language_and_the_agency_it_credits(post):
    article, _ = add(post, f"{TEXT} Reuters reported the vote first.")
    assert (article.language, article.credit, article.state) == ("en", "Reuters", ArticleState.RECEIVED)


def test_characters_that_no_table_can_hold_are_taken_out(post):
    article, _ = add(post, f"\0{TEXT} \ud800", title="Bridge\0 closed", byline="By \udfff Ann")
    article.refresh_from_db()
    assert article.text == TEXT
    assert article.title == "Bridge closed"


def test_html_is_read_as_the_article_in_it(post):
    html = f"<html><body><nav>Home</nav><article><h1>Bridge</h1><p>{TEXT}</p><p>{TEXT[:60]} again.</p></article>"
    article, _ = add(post, "", html=html)
    assert TEXT in article.text
    assert "<" not in article.text


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("text", {"text": ""}),
        ("text", {"text": " \n\t\u200b \0"}),
        ("text", {"text": "Home / News\n\nSHARE THIS ARTICLE\n\n(Photo by Ann Lee)"}),
        ("text", {"text": TEXT, "html": f"<p>{TEXT}</p>"}),
        ("html", {"text": "", "html": "<nav>Home</nav>"}),
        ("published_at", {"published_at": now() + timedelta(days=1)}),
        ("published_at", {"published_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))}),
        ("published_at", {"published_at": datetime(1799, 12, 31, 23, tzinfo=UTC)}),
        ("published_at", {"published_at": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=14)))}),
        ("published_at", {"published_at": datetime(2024, 1, 1)}),  # noqa: DTZ001 - that is what is refused
        ("url", {"url": "javascript:alert(1)"}),
        ("url", {"url": "https://example.org/" + "a" * 2000}),
        ("title", {"title": "a" * 501}),
    ],
)
def test_what_is_no_article_is_refused_with_the_field_and_a_sentence(post, field, fields):
    with pytest.raises(IngestError, match=r"\w+ \w+ .*\.$") as refusal:
        add(post, **fields)
    assert refusal.value.field == field
    assert not Article.objects.exists()


def test_five_megabytes_of_text_are_too_large(post):
    with pytest.raises(TooLarge, match="1,000,000 characters at most"):
        add(post, "word " * 1_000_000)


def test_a_source_is_found_by_name_or_domain_and_made_once(post):
    assert find_or_create_source(name="Morning Post") == post
    assert find_or_create_source(name="The Morning Post", domain="Morning-Post.example") == post


def test_sources_whose_names_make_one_slug_get_slugs_of_their_own():
    names = ["Die Post", "die post!", "«»"]
    assert [find_or_create_source(name=name).slug for name in names] == ["die-post", "die-post-2", "source"]


@pytest.mark.parametrize("fields", [{"name": " "}, {"name": "a" * 201}, {"name": "A", "kind": "blog"}])
def test_a_source_that_can_not_be_is_refused(fields):
    with pytest.raises(IngestError):
        find_or_create_source(**fields)


def test_failed_articles_are_worked_on_again(post):
    article, _ = add(post)
    Article.objects.update(state=ArticleState.FAILED, attempts=3, last_error="The worker stopped.")
    assert retry([article.pk]) == 1
    article.refresh_from_db()
    assert (article.state, article.attempts, article.last_error) == (ArticleState.RECEIVED, 0, "")


@pytest.mark.parametrize("moment", [datetime(1799, 12, 31, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)])
@pytest.mark.parametrize("column", ["published_at", "retrieved_at"])
def test_the_table_of_articles_refuses_dates_that_no_list_could_show(column, moment):
    with pytest.raises(IntegrityError, match="in_our_times"), transaction.atomic():
        ArticleFactory(**{column: moment})


def test_the_table_of_claims_refuses_dates_that_no_list_could_show():
    with pytest.raises(IntegrityError, match="in_our_times"), transaction.atomic():
        ClaimFactory(published_at=datetime(1799, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize("url", ["", URL])
def test_one_text_in_two_layouts_is_one_article(post, url):
    first, _ = add(post, TEXT.replace("the old bridge", "the “old bridge”"), url=url, title="Bridge")
    wrapped = "Bridge\n\n" + TEXT.replace("the old bridge", 'the "old\nbridge"')
    assert add(post, wrapped, url=url, title="Bridge") == (first, False)


def test_a_comma_more_at_the_same_address_is_a_new_version(post):
    add(post, TEXT, url=URL)
    assert add(post, TEXT.replace("on Monday", "on Monday,"), url=URL)[1]
