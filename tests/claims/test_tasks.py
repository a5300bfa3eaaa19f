from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from claims import tasks
from claims.models import Claim, CrossCheckRun
from claims.states import CheckState
from factcheck.celery import app
from factcheck.work import LEASE, MAX_ATTEMPTS
from sources.models import Article, ArticleState
from tests.claims.desk import MINE, NOW, publish, work

pytestmark = pytest.mark.django_db


def test_two_workers_never_take_the_same_row():
    publish("Morning Post", MINE)
    now = timezone.now()
    assert len(Article.objects.all().take(now=now, limit=5)) == 1
    assert Article.objects.all().take(now=now, limit=5) == []


def test_a_row_whose_worker_vanished_is_taken_again_when_its_lease_ends():
    article = publish("Morning Post", MINE)
    now = timezone.now()
    Article.objects.all().take(now=now, limit=5)
    assert Article.objects.all().take(now=now + LEASE, limit=5) == [article.pk]


def test_a_row_that_kills_its_worker_every_time_is_failed_by_the_sweep_with_the_reason():
    publish("Morning Post", MINE)
    now = timezone.now() - MAX_ATTEMPTS * LEASE
    for attempt in range(MAX_ATTEMPTS):
        Article.objects.all().take(now=now + attempt * LEASE, limit=5)
    tasks.sweep()
    article = Article.objects.get()
    assert article.state == ArticleState.FAILED
    assert "stopped 3 times" in article.last_error


def test_work_that_raises_is_tried_again_later_and_then_failed_with_its_error():
    publish("Morning Post", MINE)

    def break_down(ids):
        raise ValueError("The text can't be read.")

    for attempt in range(MAX_ATTEMPTS):
        with time_machine.travel(NOW + timedelta(minutes=attempt)):
            tasks.work_through(Article.objects.all(), break_down, batch=1)
    article = Article.objects.get()
    assert (article.state, article.last_error) == (ArticleState.FAILED, "ValueError: The text can't be read.")


def test_one_bad_row_does_not_fail_its_neighbours():
    publish("Morning Post", f"{MINE} Rescuers are on their way, Brandt said. The mine dates from 1890, she said.")
    tasks.extract_articles()
    bad = Claim.objects.order_by("pk").first()

    def check(ids):
        if bad.pk in ids:
            raise ValueError("This one is bad.")
        Claim.objects.filter(pk__in=ids).update(check_state=CheckState.DONE, lease_until=None)

    tasks.work_through(Claim.objects.all(), check, batch=50)
    assert set(Claim.objects.exclude(check_state=CheckState.DONE)) == {bad}


def test_the_daily_run_exists_once_a_day_however_often_it_is_started():
    publish("Morning Post", MINE)
    work()
    with time_machine.travel(datetime(2024, 3, 14, 3, tzinfo=UTC), tick=False):
        tasks.start_daily_run()
        tasks.start_daily_run()
    assert CrossCheckRun.objects.get().window_start == datetime(2024, 3, 14, tzinfo=UTC)


def test_the_schedules_name_tasks_that_exist():
    app.loader.import_default_modules()
    named = set(PeriodicTask.objects.exclude(name="celery.backend_cleanup").values_list("task", flat=True))
    assert named == {"claims.sweep", "claims.start_daily_run"}
    assert named <= app.tasks.keys()
