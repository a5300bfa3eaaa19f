"""Schedules: jobs that begin by the calendar, each once in a window of time, however many schedulers run.

The calendars are rows of django-celery-beat, named after their jobs: every so many minutes, hours or days, or daily at
an hour. All are in UTC, so that no change to summer time makes a window longer, shorter or double. Windows do not begin
when a scheduler happens to: one of ten minutes begins at :00, :10 and so on.

A scheduler makes a row for the window that is now, unless there is one, and workers take the row as they take any work:
a run is neither lost with a message or its worker, nor done twice. The rule for windows that were missed, because no
scheduler ran, the schedule was paused, or the clock was set forward: they are left out, and the one that is now is run,
however late in it. No job needs every window, as each looks at all there is. After a clock was set back nothing runs
until the window after the last one that has been run.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from factcheck.work import RELEASED
from factcheck.work.notify import notify_workers
from factcheck.work.tables import ScheduledRun

TASK = "factcheck.run_schedules"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=90)  # runs that are over


@dataclass(frozen=True, slots=True)
class Job:
    """What a schedule does. `action` is given the time and returns a sentence on what it did; it may run twice."""

    key: str
    name: str
    says: str  # what it is for
    action: Callable[[datetime], str]


JOBS: dict[str, Job] = {}


def register(job: Job) -> None:
    JOBS[job.key] = job


def calendars() -> Iterable[PeriodicTask]:
    """The schedules, paused ones too."""
    found: Iterable[PeriodicTask] = PeriodicTask.objects.filter(task=TASK).select_related("interval", "crontab")
    return found


def window(calendar: PeriodicTask, now: datetime) -> tuple[datetime, datetime]:
    """When the window began in which `now` lies, and when the next begins."""
    if calendar.interval:
        length = timedelta(**{calendar.interval.period: calendar.interval.every})
        start = EPOCH + (now - EPOCH) // length * length
        return start, start + length
    hour, minute = daily_at(calendar)
    start = now.astimezone(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0)
    start = start if start <= now else start - timedelta(days=1)
    return start, start + timedelta(days=1)


def daily_at(calendar: PeriodicTask) -> tuple[int, int]:
    """Hour and minute, in UTC, of a schedule that is daily."""
    return int(calendar.crontab.hour), int(calendar.crontab.minute)


def make_due(*, now: datetime) -> int:
    """Make a run due for each schedule that has none in its present window; returns how many were made here."""
    made = 0
    newest = dict(
        ScheduledRun.objects.filter(asked_for=False)
        .values("schedule")
        .annotate(newest=Max("window_start"))
        .values_list("schedule", "newest")
    )
    for calendar in calendars():
        if not calendar.enabled:
            continue
        start, _ = window(calendar, now)
        if calendar.name in newest and newest[calendar.name] >= start:
            continue
        with transaction.atomic():
            _, new = ScheduledRun.objects.get_or_create(schedule=calendar.name, window_start=start)
            if new:
                made += 1
                notify_workers(TASK)
    return made


def run_now(key: str, *, now: datetime) -> ScheduledRun:
    """Make a run due at once, outside of the windows; the one that waits already, if any."""
    with transaction.atomic():
        waiting = ScheduledRun.objects.due().filter(schedule=key).first()
        run = waiting or ScheduledRun.objects.create(schedule=key, window_start=now, asked_for=True)
        notify_workers(TASK)
    return run


def do(ids: list[int]) -> None:
    """Do what a leased run is for, and keep its outcome."""
    run = ScheduledRun.objects.get(pk=ids[0])
    [now] = ScheduledRun.objects.filter(pk=run.pk).values_list(Now(), flat=True)
    outcome = JOBS[run.schedule].action(now)
    ScheduledRun.objects.held().filter(pk=run.pk).update(
        state=ScheduledRun.State.DONE, finished_at=Now(), outcome=outcome[:300], last_error="", **RELEASED
    )


def delete_old_runs(*, now: datetime) -> int:
    """Delete runs that ended long ago, but for the newest of each schedule."""
    newest = ScheduledRun.objects.values("schedule").annotate(newest=Max("pk")).values("newest")
    count, _ = ScheduledRun.objects.filter(made_at__lt=now - KEPT).exclude(pk__in=newest).exclude(state="due").delete()
    return count


# In words


def in_words(calendar: PeriodicTask) -> str:
    """Such as "every 10 minutes" or "daily at 03:00 UTC"."""
    if calendar.interval:
        every, unit = calendar.interval.every, calendar.interval.period
        return f"every {unit.removesuffix('s')}" if every == 1 else f"every {every} {unit}"
    hour, minute = daily_at(calendar)
    return f"daily at {hour:02}:{minute:02} UTC"


def set_interval(calendar: PeriodicTask, *, every: int, unit: str) -> None:
    calendar.interval, _ = IntervalSchedule.objects.get_or_create(every=every, period=unit)
    calendar.crontab = None
    calendar.save()


def set_daily(calendar: PeriodicTask, *, hour: int, minute: int) -> None:
    day = {"day_of_week": "*", "day_of_month": "*", "month_of_year": "*", "timezone": "UTC"}
    calendar.crontab, _ = CrontabSchedule.objects.get_or_create(hour=str(hour), minute=str(minute), **day)
    calendar.interval = None
    calendar.save()


def pause(calendar: PeriodicTask, *, paused: bool) -> None:
    calendar.enabled = not paused
    calendar.save()
