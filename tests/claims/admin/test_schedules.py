import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from claims.jobs import schedules
from factcheck.models import ScheduledRun
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:claims_schedule_changelist")


@pytest.fixture
def keeper() -> Client:
    """The browser of a person who may change schedules."""
    user = UserFactory(is_staff=True, group="Reviewers")
    user.user_permissions.add(Permission.objects.get(codename="change_schedule"))
    client = Client()
    client.force_login(user)
    return client


def row(key: str) -> PeriodicTask:
    return PeriodicTask.objects.get(name=key)


def act(client: Client, action: str, key: str) -> str:
    chosen = {"action": action, "_selected_action": [row(key).pk]}
    return client.post(LIST, chosen, follow=True).content.decode()


def test_schedules_are_read_in_words_with_their_last_result_and_without_the_librarys_tables(reviewer):
    ScheduledRun.objects.create(
        schedule="check-record", window_start="2026-03-29T03:10Z", state="done", outcome="Fine."
    )
    page = reviewer.get(LIST).content.decode()
    for words in ("every hour", "daily at 02:00 UTC", "Check recent claims again", "Fine."):
        assert words in page
    assert "run_now" not in page
    with pytest.raises(Exception, match="Reverse for 'django_celery_beat_periodictask_changelist'"):
        reverse("admin:django_celery_beat_periodictask_changelist")
    assert reviewer.get(reverse("admin:claims_schedule_change", args=[row("expired").pk])).status_code == 403


def test_every_schedule_is_of_a_job_and_every_job_has_one():
    assert set(PeriodicTask.objects.filter(task=schedules.TASK).values_list("name", flat=True)) == set(schedules.JOBS)


def test_a_schedule_is_run_now_paused_and_goes_on(keeper):
    assert "it begins in a moment" in act(keeper, "run_now", "expired")
    assert ScheduledRun.objects.get().asked_for
    assert "it is paused" in act(keeper, "pause", "expired")
    assert not row("expired").enabled
    assert "it runs daily at 04:00 UTC" in act(keeper, "go_on", "expired")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"every": 10, "unit": "minutes"}, "every 10 minutes"),
        ({"every": 1, "unit": "days"}, "every day"),
        ({"every": "", "unit": "hours", "daily_at": "22:30"}, "daily at 22:30 UTC"),
        ({"every": 5, "unit": "hours", "daily_at": "22:30"}, None),
        ({"every": "", "unit": "hours"}, None),
        ({"every": 1000, "unit": "days"}, None),
    ],
)
def test_a_schedule_is_changed_without_any_cron(keeper, sent, words):
    answer = keeper.post(reverse("admin:claims_schedule_change", args=[row("expired").pk]), sent)
    assert answer.status_code == (302 if words else 422)
    assert schedules.in_words(row("expired")) == (words or "daily at 04:00 UTC")


def test_the_list_takes_as_many_queries_for_one_schedule_as_for_all(reviewer, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        reviewer.get(LIST)
