"""The state of the work, in one screen of text."""

from collections.abc import Iterator
from datetime import timedelta

from factcheck.work.processes import kinds_of_work
from factcheck.work.schedules import calendars, in_words
from factcheck.work.tables import ScheduledRun, WorkerProcess
from factcheck.work.watch import database_now, missing_scheduler, missing_workers

MOST = 30  # worker processes that are listed


def lines() -> Iterator[str]:
    """What works, what waits, and what the schedules did last, a line each."""
    now = database_now()
    yield f"Workers: {missing_workers() or 'at work.'}"
    yield f"Scheduler: {missing_scheduler() or 'at work.'}"
    yield ""
    yield f"{'work':<20} {'due':>8} {'in hand':>8} {'failed':>8}"
    for rows in kinds_of_work():
        held = rows.due().exclude(lease_owner="").count()
        counts = f"{rows.due().count() - held:>8} {held:>8} {rows.filter(**rows.FAILED).count():>8}"
        yield f"{rows.model._meta.verbose_name!s:<20} {counts}"
    yield ""
    yield f"{'worker process':<40} {'seen':>10} {'in hand':>8}  queues"
    for process in WorkerProcess.objects.order_by("worker", "pk")[:MOST]:
        seen = in_short(now - process.seen_at)
        yield f"{process.token[:40]:<40} {seen:>10} {process.holds:>8}  {' '.join(process.queues)}"
    yield ""
    yield f"{'schedule':<20} {'runs':<20} {'last run':>10}  result"
    newest = {run.schedule: run for run in ScheduledRun.objects.order_by("schedule", "-pk").distinct("schedule")}
    for calendar in calendars():
        run = newest.get(calendar.name)
        when = in_words(calendar) if calendar.enabled else "paused"
        ended = in_short(now - run.finished_at) if run and run.finished_at else "never"
        result = f"{run.state}: {run.last_error or run.outcome}" if run else ""
        yield f"{calendar.name:<20} {when:<20} {ended:>10}  {result}".rstrip()


def in_short(past: timedelta) -> str:
    """How long ago, such as "12 s ago" or "3 h ago"."""
    seconds = max(int(past.total_seconds()), 0)
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"
