from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from claims import tasks
from claims.choices import CheckPriority, CheckState
from claims.models import Claim, CrossCheckRun
from factcheck.celery import app
from factcheck.work.leases import MAX_ATTEMPTS
from sources.models import Article, ArticleState
from tests.claims.desk import MINE, publish, work
from tests.factories import SubmittedClaimFactory

pytestmark = pytest.mark.django_db


def test_two_workers_that_finish_an_article_at_once_leave_it_to_the_sweep_to_close():
    article = publish("Morning Post", MINE)
    tasks.extract_articles()
    Claim.objects.update(check_state=CheckState.DONE)  # each of the two saw the other's claims wait
    tasks.sweep()
    article.refresh_from_db()
    assert article.state == ArticleState.CROSSCHECKED


def test_an_article_whose_last_claim_fails_is_finished_by_it():
    article = publish("Morning Post", MINE)
    tasks.extract_articles()
    Claim.objects.update(attempts=MAX_ATTEMPTS, lease_owner="a worker that is gone", lease_until=timezone.now())
    tasks.sweep()
    article.refresh_from_db()
    assert article.state == ArticleState.CROSSCHECKED
    assert set(Claim.objects.values_list("check_state", flat=True)) == {CheckState.FAILED}


def test_what_somebody_waits_for_is_checked_before_what_a_background_run_wants():
    background, posted = SubmittedClaimFactory.create_batch(2)
    Claim.objects.filter(pk=background.pk).update(check_priority=CheckPriority.BACKGROUND)
    assert Claim.objects.all().lease(limit=1) == [posted.pk]
    tasks.check_claims()
    background.refresh_from_db()
    assert background.check_state == CheckState.DUE
    tasks.recheck_claims()
    background.refresh_from_db()
    assert background.check_state == CheckState.DONE


def test_the_daily_run_waits_in_the_background_and_takes_no_waiting_claim_back_behind():
    checked, waiting = SubmittedClaimFactory.create_batch(2)
    Claim.objects.filter(pk=checked.pk).update(check_state=CheckState.DONE)
    tasks.start_daily_run()
    tasks.go_on_with_runs()
    priority = dict(Claim.objects.values_list("pk", "check_priority"))
    assert priority == {checked.pk: CheckPriority.BACKGROUND, waiting.pk: CheckPriority.ASKED_FOR}


def test_a_long_article_is_read_by_a_task_of_its_own():
    long = publish("Morning Post", f"{MINE}\n\n{'The weather was fine on that day in the whole country. ' * 1000}")
    short = publish("Evening Sun", MINE)
    tasks.extract_articles()
    assert list(Article.objects.due()) == [long]
    tasks.extract_long_articles()
    assert not Article.objects.due()
    assert short.claims.exists()


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
    assert named == {
        *("claims.start_daily_run", "claims.check_record"),
        *("api.delete_expired_answers", "webhooks.delete_old_deliveries"),
    }
    assert named <= app.tasks.keys()
