"""Schedules: their windows, that each runs once, and what they are called."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from claims.tasks import sweep
from factcheck.celery import app
from factcheck.models import Heartbeat, ScheduledRun
from factcheck.tasks import run_schedules
from factcheck.work import schedules
from factcheck.work.scheduler import Scheduler
from factcheck.work.schedules import Job

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 29, 12, 3, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def often(monkeypatch) -> PeriodicTask:
    """The only schedule: every ten minutes."""
    PeriodicTask.objects.all().delete()
    monkeypatch.setitem(schedules.JOBS, "often", Job("often", "Often", "For tests.", lambda now: "Done."))
    calendar = PeriodicTask(name="often", task=schedules.TASK)
    schedules.set_interval(calendar, every=10, unit="minutes")
    return calendar


def windows() -> list[str]:
    return [f"{start:%H:%M}" for start in ScheduledRun.objects.order_by("pk").values_list("window_start", flat=True)]


def at(*minutes: float) -> list[int]:
    """How many runs a scheduler makes at these minutes after noon."""
    return [schedules.make_due(now=NOON + timedelta(minutes=each)) for each in minutes]


def test_a_window_has_one_run_however_often_and_by_how_many_schedulers_it_is_looked_at():
    assert at(0, 0, 1, 6.6, 6.7, 8) == [1, 0, 0, 0, 1, 0]
    assert windows() == ["12:00", "12:10"]


def test_missed_windows_are_left_out_and_the_present_one_is_run_however_late():
    at(0, 125)
    assert windows() == ["12:00", "14:00"]


def test_a_clock_that_was_set_back_runs_nothing_twice():
    assert at(0, 10, -110, 0, 11, 20) == [1, 1, 0, 0, 0, 1]


def test_a_paused_schedule_rests_and_goes_on_with_the_present_window(often):
    schedules.pause(often, paused=True)
    at(0, 10)
    schedules.pause(often, paused=False)
    at(20)
    assert windows() == ["12:20"]


@pytest.mark.parametrize("day", [datetime(2026, *date, tzinfo=UTC) for date in ((3, 8), (3, 29), (10, 25), (11, 1))])
def test_a_daily_schedule_runs_once_a_day_when_new_york_or_paris_changes_its_clocks(often, day):
    schedules.set_daily(often, hour=2, minute=30)
    for minutes in range(0, 3 * 24 * 60, 20):
        schedules.make_due(now=day + timedelta(minutes=minutes))
    assert windows() == ["02:30"] * 4  # the first is yesterday's, which was still to be run


def test_a_run_keeps_its_outcome_and_one_that_fails_its_reason(monkeypatch):
    at(0)
    run_schedules()
    assert list(ScheduledRun.objects.values_list("state", "outcome")) == [("done", "Done.")]
    monkeypatch.setitem(schedules.JOBS, "often", Job("often", "Often", "", lambda now: 1 / 0))
    run = schedules.run_now("often", now=timezone.now())
    assert schedules.run_now("often", now=timezone.now()) == run, "the one that waits"
    for _ in range(3):
        run_schedules()
        ScheduledRun.objects.update(lease_until=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.attempts, run.last_error) == ("failed", 3, "ZeroDivisionError: division by zero")


def test_a_run_whose_message_was_lost_is_found_by_the_sweep(monkeypatch):
    sent = []
    monkeypatch.setattr("claims.tasks.notify_now", sent.append)
    at(0)
    sweep()
    assert sent == [schedules.TASK]


def test_the_scheduler_makes_runs_due_and_shows_that_it_lives(monkeypatch):
    monkeypatch.setattr(DatabaseScheduler, "tick", lambda self: 300.0)  # it closes connections, the test's as well
    scheduler = Scheduler(app=app, lazy=True)
    assert not scheduler.enabled_models()
    assert scheduler.tick() <= 5
    assert ScheduledRun.objects.count() == 1
    assert Heartbeat.objects.get(name="scheduler")


def test_old_runs_are_deleted_but_for_the_newest():
    at(0, 10)
    ScheduledRun.objects.update(state="done", made_at=timezone.now() - timedelta(days=100))
    assert schedules.delete_old_runs(now=timezone.now()) == 1
    assert windows() == ["12:10"]
