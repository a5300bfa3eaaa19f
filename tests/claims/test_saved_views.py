"""Views of the list that reviewers keep."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from claims import saved_views
from claims.review import ReviewError
from claims.team_models import SavedView
from tests.claims.desk import person
from tests.factories import ClaimFactory, UserFactory

pytestmark = pytest.mark.django_db
QUEUE, VIEWS = reverse("admin:claims_claim_changelist"), reverse("admin:claims_claim_views")


def keep(client: Client, name: str, query: str, **fields: str) -> str:
    return client.post(VIEWS, {"name": name, "query": query, **fields}, follow=True).content.decode()


def test_a_view_is_kept_with_its_filters_for_oneself_or_for_all(db) -> None:
    ada, grace = person("ada"), person("grace")
    wanted = ClaimFactory()
    ClaimFactory()
    query = f"source={wanted.source_id}&q=bridge&p=3"
    assert "This view is kept as “The bridge”." in keep(ada, "The bridge", query)
    keep(ada, "All quoted", "mode=direct", shared="on")
    [own] = SavedView.objects.filter(name="The bridge")
    assert f'href="?{own.query.replace("&", "&amp;")}"' in ada.get(QUEUE).content.decode()
    assert list(ada.get(f"{QUEUE}?{own.query}").context["cl"].result_list) == [wanted]
    shown = grace.get(QUEUE).content.decode()
    assert "All quoted" in shown
    assert "of <bdi>ada</bdi>" in shown
    assert "The bridge" not in shown


def test_a_view_of_the_same_name_is_replaced_and_only_ones_own_is_removed(db) -> None:
    ada, grace = person("ada"), person("grace")
    for query in ("mode=direct", "mode=mixed"):
        keep(ada, "Mine", query, shared="on")
    [one] = SavedView.objects.all()
    assert one.query == "mode=mixed"
    grace.post(VIEWS, {"remove": one.pk})
    assert SavedView.objects.exists()
    assert ada.post(VIEWS, {"remove": one.pk, "query": "mode=mixed"}).url == f"{QUEUE}?mode=mixed"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(("name", "query"), [(" ", "x=1"), ("x" * 61, ""), ("x", "y" * 2001)])
def test_a_view_without_a_name_or_without_an_end_is_refused(name: str, query: str) -> None:
    with pytest.raises(ReviewError):
        saved_views.save(name=name, query=query, shared=False, by=UserFactory(group="Reviewers"))


def test_fifty_views_are_enough(monkeypatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 1)
    by = User.objects.get(pk=UserFactory(group="Reviewers").pk)
    saved_views.save(name="a", query="", shared=False, by=by)
    saved_views.save(name="a", query="q=x", shared=False, by=by)
    with pytest.raises(ReviewError, match="remove one first"):
        saved_views.save(name="b", query="", shared=False, by=by)
