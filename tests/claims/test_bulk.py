"""Many claims at once: exactly those of the view, in the background, cancelled and undone as one."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from claims import bulk, tasks
from claims.bulk_models import BulkAction
from claims.models import Claim
from claims.record_models import SetAside
from claims.review import ReviewDenied, ReviewError
from claims.setting_aside import set_aside
from claims.team_models import Holding
from tests.claims.desk import NOW, person
from tests.factories import ArticleFactory, ClaimFactory, UserFactory, VerdictFactory, one_statement

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:claims_claim_changelist")


@pytest.fixture
def ada(db) -> Client:
    return person("ada")


def of_one_article(count: int) -> list[Claim]:
    article = ArticleFactory(text="x" * 200)
    said = {"text": "x", "mode": "indirect", "attribution": "role", "polarity": "asserts"}
    return Claim.objects.bulk_create(
        Claim(article=article, source=article.source, start=at, end=at + 1, **said) for at in range(count)
    )


def select(client: Client, view: str = "", *, chosen: list[Claim] | None = None) -> BulkAction:
    """Choose rows of the list, or all of the view, as the page does."""
    first = Claim.objects.order_by("pk").first()
    rows = {"_selected_action": [one.pk for one in chosen]} if chosen else {"_selected_action": [first.pk]}
    typed = {"action": "in_bulk", "index": "0", "select_across": "0" if chosen else "1", **rows}
    client.post(f"{QUEUE}?{view}", typed)
    return BulkAction.objects.latest("pk")


def page(action: BulkAction, name: str = "change") -> str:
    return reverse(f"admin:claims_bulkaction_{name}", args=[action.pk])


def begin(client: Client, action: BulkAction, **typed: object) -> str:
    said = {"what": "set_aside", "reason": "later", **typed}
    return client.post(page(action, "begin"), said, follow=True).content.decode()


def work(action: BulkAction) -> BulkAction:
    tasks.go_on_in_bulk()
    action.refresh_from_db()
    return action


def aside() -> set[int]:
    return set(Claim.objects.put_aside().values_list("pk", flat=True))


def test_all_forty_of_a_filtered_view_are_changed_and_no_other_although_another_tab_filters_otherwise(ada) -> None:
    forty, others = of_one_article(40), of_one_article(60)
    mine = f"source={forty[0].source_id}"
    action = select(ada, mine)
    ada.get(QUEUE, {"source": others[0].source_id})  # the other tab
    late = ClaimFactory(source=forty[0].source, article__source=forty[0].source)
    shown = ada.get(page(action)).content.decode()
    assert "40 rows of the list, 40 claims." in shown
    assert aside() == set()
    begin(ada, action)
    assert aside() == set()
    work(action)
    assert aside() == {one.pk for one in forty}
    assert late.pk not in aside()
    assert (action.done, action.passed_over, action.ended_at is None) == (40, 0, False)
    assert "Done with 40." in ada.get(page(action)).content.decode()


def test_chosen_rows_bring_the_claims_of_their_statement_in_the_view_and_decided_ones_are_passed_over(ada) -> None:
    row, fellow, other = ClaimFactory(checkworthiness=0.9), ClaimFactory(), ClaimFactory()
    one_statement(row, fellow)
    action = select(ada, chosen=[row])
    assert set(action.items.values_list("claim", flat=True)) == {row.pk, fellow.pk}
    VerdictFactory(claim=fellow)
    begin(ada, action, note="Weather.")
    work(action)
    assert aside() == {row.pk}
    assert (action.done, action.passed_over) == (1, 1)
    assert SetAside.objects.get().note == "Weather."
    assert other.pk not in aside()


def test_what_is_cancelled_stops_between_two_batches_and_what_was_done_is_undone_as_one(ada) -> None:
    claims = of_one_article(120)
    action = select(ada, "queue=")
    begin(ada, action)
    bulk.step(action.pk, now=NOW)
    assert "It is cancelled." in ada.post(page(action, "cancel"), follow=True).content.decode()
    work(action)
    assert len(aside()) == action.done == 50
    by = User.objects.get(username="ada")
    changed = min(aside())
    set_aside(claim_ids=[changed], reason="not_a_claim", by=by, now=NOW)
    ada.post(page(action, "undo"))
    work(action)
    assert aside() == {changed}
    assert (action.undone, action.undone_by, action.undone_at is None) == (49, by, False)
    shown = ada.get(page(action)).content.decode()
    assert "Undone by ada: 49. 1 kept" in shown
    assert len(claims) == 120
    for _ in range(2):  # the whole again changes nothing
        work(action)
    assert SetAside.objects.filter(reason="taken_back").count() == 49


def test_many_are_handed_over_to_a_colleague_and_taken_back(ada) -> None:
    claims = of_one_article(3)
    to = UserFactory(group="Reviewers", username="grace")
    action = select(ada, "queue=")
    assert "Choose a reviewer" in begin(ada, action, what="hand_over")
    begin(ada, action, what="hand_over", to=to.pk)
    work(action)
    assert set(Holding.objects.filter(holder=to).values_list("pk", flat=True)) == {one.pk for one in claims}
    ada.post(page(action, "undo"))
    work(action)
    assert not Holding.objects.exists()


def test_undoing_needs_a_permission_of_its_own(ada) -> None:
    of_one_article(2)
    action = select(ada, "queue=")
    begin(ada, action)
    work(action)
    permission = Permission.objects.get(codename="undo_bulk")
    User.objects.get(username="ada").groups.get().permissions.remove(permission)
    with pytest.raises(ReviewDenied):
        bulk.undo(action_id=action.pk, by=User.objects.get(username="ada"), now=NOW)
    assert "Undo all of it" not in ada.get(page(action)).content.decode()


def test_actions_of_somebody_in_a_time_are_undone_from_their_list(ada) -> None:
    of_one_article(2)
    action = select(ada, "queue=")
    begin(ada, action)
    work(action)
    runs = reverse("admin:claims_bulkaction_changelist")
    assert "Set aside: Later, 2 claims" in ada.get(f"{runs}?by__id__exact={action.by_id}").content.decode()
    ada.post(runs, {"action": "undo_these", "_selected_action": [action.pk], "index": "0"})
    work(action)
    assert aside() == set()


def test_only_ones_own_selection_is_begun_and_only_once(ada) -> None:
    of_one_article(2)
    action = select(ada, "queue=")
    grace = person("grace")
    assert grace.get(page(action), follow=True).redirect_chain
    assert "no such selection of yours" in begin(grace, action)
    begin(ada, action)
    begun = BulkAction.objects.get().begun_at
    begin(ada, action, reason="not_a_claim")
    assert (BulkAction.objects.get().begun_at, BulkAction.objects.get().reason) == (begun, "later")


def test_too_many_or_none_are_refused_and_a_forgotten_preview_goes(ada, monkeypatch) -> None:
    claims = of_one_article(3)
    by = User.objects.get(username="ada")
    monkeypatch.setattr(bulk, "MOST", 2)
    with pytest.raises(ReviewError, match="At most 2"):
        bulk.select(claim_ids=[one.pk for one in claims], rows=3, by=by, now=NOW)
    with pytest.raises(ReviewError, match="No claim"):
        bulk.select(claim_ids=[], rows=0, by=by, now=NOW)
    with pytest.raises(ReviewDenied):
        bulk.select(claim_ids=[1], rows=1, by=UserFactory(group="Contributors"), now=NOW)
    bulk.select(claim_ids=[claims[0].pk], rows=1, by=by, now=NOW)
    bulk.forget_previews(now=NOW + timedelta(hours=25))
    assert not BulkAction.objects.exists()
