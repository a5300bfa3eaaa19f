"""Whether the work goes on: what /readyz and `manage.py status` say of workers, sweep and scheduler.

Everything is asked of the database, so that any process can say it of all machines, and by the database's clock.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from factcheck.work.tables import Heartbeat, WorkerProcess

SWEEP, SCHEDULER = "sweep", "scheduler"
SILENT = timedelta(seconds=20)  # a living process is seen every 2 s, the scheduler every 5
# Sweeps are due every 10 s and wait for a process that is free: tasks work for 10 s, and with the batch in hand longer.
IDLE = timedelta(seconds=60)


def beat(name: str) -> None:
    """Note that it happened just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now()})


def database_now() -> datetime:
    """The time of the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def missing_workers() -> str:
    """A sentence when no worker runs, none serves a queue, or those that run take nothing; else nothing."""
    seen = WorkerProcess.objects.filter(seen_at__gte=Now() - SILENT)
    alive = list(seen.values_list("queues", flat=True))
    if not alive:
        return "No worker runs."
    unserved = [queue.name for queue in settings.CELERY_TASK_QUEUES if not any(queue.name in own for own in alive)]
    if unserved:
        return f"No worker serves the queue {' and '.join(unserved)}."
    busy = seen.filter(holds__gt=0) | seen.filter(took_at__gte=Now() - IDLE)
    if (seconds := silent_for(SWEEP, IDLE)) and not busy.exists():
        return f"The workers run and take nothing (last sweep: {seconds})."
    return ""


def missing_scheduler() -> str:
    """A sentence when the scheduler has not been seen lately; else nothing."""
    seconds = silent_for(SCHEDULER, SILENT)
    return f"The scheduler does not run (last seen: {seconds})." if seconds else ""


def silent_for(name: str, longest: timedelta) -> str:
    """How long ago it happened last, in words, where that is longer ago than it may be; else nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM statement_timestamp() - at)::int FROM factcheck_heartbeat WHERE name = %s",
            [name],
        )
        row = cursor.fetchone()
    if row is None:
        return "never"
    return f"{row[0]} s ago" if row[0] > longest.total_seconds() else ""
