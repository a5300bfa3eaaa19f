"""One current version at an address, and who may put another in its place."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from sources.errors import NotYours
from sources.ingest import add_article
from sources.models import Article, ArticleState, Source
from sources.outlets import find_or_create_source
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

TEXT = "The council of Orlen voted on Monday to close the old bridge, mayor Tilda Brandt said."
OTHER = f"{TEXT} She spoke to reporters."
URL = "https://morning-post.example/bridge"


@pytest.fixture
def post() -> Source:
    return find_or_create_source(name="Morning Post")


def add(source: Source, text: str, by: User | None = None, **fields) -> tuple[Article, bool]:
    return add_article(source=source, text=text, by=by, now=timezone.now(), **{"url": URL, **fields})


def contributor() -> User:
    return UserFactory(group="Contributors")


def test_a_text_that_is_put_back_is_the_newest_version_again(post):
    first, _ = add(post, TEXT)
    second, _ = add(post, OTHER)
    Article.objects.update(state=ArticleState.CROSSCHECKED)
    back, created = add(post, TEXT)
    assert (back, created) == (first, False)
    assert list(Article.objects.current()) == [first]
    assert (back.state, second.supersedes) == (ArticleState.RECEIVED, first)


def test_after_a_text_was_put_back_a_third_takes_its_place(post):
    first, _ = add(post, TEXT)
    add(post, OTHER)
    add(post, TEXT)
    third, _ = add(post, f"{TEXT} She spoke on Tuesday.")
    assert list(Article.objects.current()) == [third]
    assert third.supersedes == first


def test_the_table_refuses_two_current_versions_at_one_address(post):
    article, _ = add(post, TEXT)
    with pytest.raises(IntegrityError, match="article_has_one_current_version"), transaction.atomic():
        ArticleFactory(source=post, url=article.url)


def test_who_posted_a_version_may_post_the_next(post):
    anna, rita = contributor(), UserFactory(group="Reviewers")
    add(post, TEXT, anna)
    add(post, OTHER, rita)
    newest, _ = add(post, f"{TEXT} She spoke on Tuesday.", anna)
    assert list(Article.objects.current()) == [newest]


@pytest.mark.parametrize("text", [OTHER, TEXT])
def test_a_stranger_may_not_put_another_text_in_its_place(post, text):
    anna = contributor()
    add(post, TEXT, anna)
    add(post, f"{TEXT} She spoke on Tuesday.", anna)
    with pytest.raises(NotYours, match="posted the article at this address"):
        add(post, text, contributor())
    assert Article.objects.get(current=True).text.endswith("Tuesday.")
    assert not Article.objects.filter(text=OTHER).exists()


def test_the_same_text_from_a_stranger_changes_nothing(post):
    article, _ = add(post, TEXT, contributor())
    assert add(post, TEXT, contributor()) == (article, False)


def test_what_the_command_line_brought_is_replaced_by_reviewers_alone(post):
    add(post, TEXT)
    with pytest.raises(NotYours):
        add(post, OTHER, contributor())
    assert add(post, OTHER, UserFactory(group="Reviewers"))[1]


def test_each_new_version_leaves_a_row_that_says_who_put_what_in_place_of_what(post):
    anna = contributor()
    first, _ = add(post, TEXT, anna)
    assert not LogEntry.objects.exists()
    second, _ = add(post, OTHER, anna)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (anna, str(second.pk))
    assert entry.get_change_message() == (
        f"Stands at {URL} in place of article {first.pk}: text {first.text_sha256[:12]}… became "
        f"{second.text_sha256[:12]}…."
    )
    add(post, TEXT, anna)
    assert LogEntry.objects.filter(object_id=str(first.pk)).count() == 1
