"""What reviewers say to each other on a statement, and who is told."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import comments
from claims.models import Claim
from claims.review import ReviewDenied
from claims.team_models import Comment, Notice
from tests.claims.desk import NOW, person
from tests.factories import ClaimFactory, UserFactory, one_statement

pytestmark = pytest.mark.django_db
HOME = reverse("admin:index")


@pytest.fixture
def ada(db) -> Client:
    return person("ada")


@pytest.fixture
def grace(db) -> Client:
    return person("grace")


@pytest.fixture
def claim() -> Claim:
    return ClaimFactory()


def page(client: Client, claim: Claim) -> str:
    return client.get(reverse("admin:claims_claim_change", args=[claim.pk])).content.decode()


def say(client: Client, claim: Claim, text: str) -> str:
    address = reverse("admin:claims_claim_comment", args=[claim.pk])
    return client.post(address, {"text": text}, follow=True).content.decode()


def test_who_is_named_gets_a_notice_on_every_page_until_the_statement_is_opened(ada, grace, claim) -> None:
    fellow = ClaimFactory()
    one_statement(claim, fellow)
    assert "Ask the mayor" in say(ada, claim, "@grace. Ask the mayor; not a@grace.example <script>alert(1)</script>")
    assert "notice</a>" in grace.get(reverse("admin:sources_article_changelist")).content.decode()
    home = grace.get(HOME).content.decode()
    assert "<bdi>ada</bdi> names you" in home
    assert "<script>alert" not in home
    assert "notice</a>" not in ada.get(HOME).content.decode()
    assert "on another claim of this statement" not in page(grace, claim)
    assert "names you" not in grace.get(HOME).content.decode()
    assert "another claim of this statement</a>" in page(grace, fellow)


def test_who_commented_on_the_statement_is_told_of_the_answer(ada, grace, claim) -> None:
    fellow = ClaimFactory()
    one_statement(claim, fellow)
    say(ada, claim, "Which register?")
    say(grace, fellow, "The one of 2019.")
    home = ada.get(HOME).content.decode()
    assert "The one of 2019." in home
    assert "names you" not in home
    assert not Notice.objects.filter(to__username="grace").exists()


def test_nobody_is_told_who_may_not_see_claims_or_is_gone(ada, claim) -> None:
    UserFactory(username="stranger")
    UserFactory(group="Reviewers", username="gone", is_active=False)
    say(ada, claim, "@stranger @gone @nobody @ada")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("text", "words"), [(" \u200b ", "Write something."), ("x" * 5_001, "5,000 characters")])
def test_an_empty_or_endless_comment_is_refused(ada, claim, text: str, words: str) -> None:
    assert words in say(ada, claim, text)
    assert not Comment.objects.exists()


def test_a_claim_with_a_comment_is_kept_when_its_article_is_edited(ada, claim) -> None:
    say(ada, claim, "Look here.")
    assert not Claim.objects.untouched().filter(pk=claim.pk).exists()


def test_contributors_read_comments_and_write_none(ada, claim) -> None:
    say(ada, claim, "Look here.")
    by = UserFactory(group="Contributors", is_staff=True)
    with pytest.raises(ReviewDenied):
        comments.say(claim_id=claim.pk, text="x", by=User.objects.get(pk=by.pk), now=NOW)
    client = Client()
    client.force_login(by)
    shown = page(client, claim)
    assert "Look here." in shown
    assert 'name="text"' not in shown
