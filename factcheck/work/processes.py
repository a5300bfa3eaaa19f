"""Which worker processes are alive, and what becomes of the work of one that is not.

Each process has a row, and holds an advisory lock named after it in the session of the thread that renews its leases.
PostgreSQL releases the lock when the connection ends, which the kernel sees to at once when a process is killed. So the
others know within seconds that it is dead, and give back what it held. Where this is not to be seen (a process that is
frozen, a machine without power, a pooler between), the leases still end by themselves.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models.functions import Now

from factcheck.work.leases import Work, WorkQuerySet
from factcheck.work.tables import WorkerProcess

LOCK = 1_129_270_867  # the first of the two numbers of these locks; the second is the key of the row
# A process whose connection was cut off connects again sooner than this, and has its lock back.
GRACE = timedelta(seconds=4)


class Presence:
    """Shows that this process lives, and looks after the work of those that do not. For one thread alone."""

    def __init__(self, token: str, *, worker: str, queues: Sequence[str], found: Callable[[], None]) -> None:
        """`token` is the process's name in its leases; `found` is called when work of dead processes is due again."""
        self.token, self.worker, self.queues, self.found = token, worker, list(queues), found
        self._key: int | None = None
        self._locked_by: object = None  # the connection whose session has the lock
        self._locked_at = 0.0  # monotonic time

    def show(self, *, holds: int, took: bool) -> None:
        """Write that the process lives, how many rows it holds, and whether it has taken any since the last time."""
        values: dict[str, Any] = {"seen_at": Now(), "holds": holds} | ({"took_at": Now()} if took else {})
        if not (self._key and WorkerProcess.objects.filter(pk=self._key).update(**values)):
            # The first time, or another process had taken this one for dead.
            WorkerProcess.objects.filter(token=self.token).delete()
            made = WorkerProcess.objects.create(token=self.token, worker=self.worker, queues=self.queues, holds=holds)
            self._key, self._locked_by = made.pk, None
        if self._locked_by is not connection.connection and self._lock():
            self._locked_by, self._locked_at = connection.connection, time.monotonic()
        # After a restart of the database the others need a moment to have their locks again, as this one did.
        settled = time.monotonic() - self._locked_at > GRACE.total_seconds()
        if settled and take_back_from_the_dead(self.token):
            self.found()

    def _lock(self) -> bool:
        """Take the lock of the row for this connection's session; False while another process looks at it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, self._key])
            return bool(cursor.fetchone()[0])

    def end(self) -> None:
        """The process ends in order and holds nothing any more."""
        WorkerProcess.objects.filter(token=self.token).delete()


@dataclass(frozen=True, slots=True)
class Dead:
    """A process that is gone. `alone`: others of its worker live, so what it had in hand may have killed it."""

    key: int
    token: str
    alone: bool


def take_back_from_the_dead(own: str) -> int:
    """Give back what dead processes held; returns how many rows. `own` is the token of who asks.

    A row that somebody has locked at this moment is passed over; then the process stays listed and is looked at again.
    """
    if not WorkerProcess.objects.filter(seen_at__lt=Now() - GRACE).exclude(token=own).exists():
        return 0
    count = 0
    with transaction.atomic():
        for dead in found_dead(own):
            left = 0
            for rows in kinds_of_work():
                taken, passed_over = rows.take_back(dead.token, blame=dead.alone)
                count, left = count + taken, left + passed_over
            if not left:
                WorkerProcess.objects.filter(pk=dead.key).delete()
    return count


def found_dead(own: str) -> Iterator[Dead]:
    """The dead processes, whose locks the transaction has from now on, so that no other looks at them meanwhile."""
    rows = WorkerProcess.objects.extra(
        select={"free": "pg_try_advisory_xact_lock(%s, id::int)", "silent": "seen_at < statement_timestamp() - %s"},
        select_params=[LOCK, GRACE],
    )
    processes = list(rows.order_by("pk").values_list("pk", "token", "worker", "free", "silent"))
    alive = {worker for _, token, worker, free, _ in processes if token == own or not free}
    for key, token, worker, free, silent in processes:
        if free and silent and token != own:
            yield Dead(key, token, alone=worker in alive)


def kinds_of_work() -> Iterator[WorkQuerySet]:
    """All rows of each table of work."""
    for model in apps.get_models():
        if issubclass(model, Work):
            rows = model._default_manager.all()
            assert isinstance(rows, WorkQuerySet)
            yield rows
