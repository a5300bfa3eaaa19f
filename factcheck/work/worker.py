"""What a worker does beside its tasks: it renews leases, gives them back when it stops, and starts the sweeps.

This timer starts the sweeps, not the scheduler: the scheduler goes by the system clock, and one that is set back would
stop it unnoticed.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any

from celery import current_app, signals
from django.db import DatabaseError, InterfaceError

from factcheck.timeouts import limit_connections
from factcheck.work.holder import ask_to_stop, holder
from factcheck.work.notify import notify_now
from factcheck.work.processes import Presence, take_back_from_the_dead

SWEEP_TASK = "claims.sweep"
SWEEP_SECONDS = 10
# The name of the worker, made before its processes are forked from it, so that all of them have it.
WORKER = holder.token


class Timer:
    """Calls `action` every `seconds` of a monotonic clock, from a thread of its own."""

    def __init__(
        self, action: Callable[[], None], *, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.action = action
        self.seconds = seconds
        self.clock = clock
        self.next = clock()
        self.over = threading.Event()

    def start(self) -> None:
        self.over.clear()
        threading.Thread(target=self._run, name="sweep timer", daemon=True).start()

    def look(self) -> None:
        """Call the action when it is time to."""
        if (now := self.clock()) >= self.next:
            self.next = now + self.seconds
            self.action()

    def _run(self) -> None:
        while not self.over.wait(1):
            self.look()


timer = Timer(lambda: notify_now(SWEEP_TASK), seconds=SWEEP_SECONDS)


@signals.worker_ready.connect
def start_sweep_timer(**_: Any) -> None:
    timer.start()


@signals.worker_shutdown.connect
def stop_sweep_timer(**_: Any) -> None:
    timer.over.set()


@signals.worker_shutting_down.connect
def give_back_soon(**_: Any) -> None:
    ask_to_stop()


@signals.worker_process_init.connect
def start_renewing(**_: Any) -> None:
    limit_connections("worker")
    # What a worker held that was killed and started again is as if it had not been taken: before its leases end.
    with contextlib.suppress(DatabaseError, InterfaceError):
        take_back_from_the_dead(holder.token)
    queues = sorted(current_app.amqp.queues.consume_from)
    found = Presence(holder.token, worker=WORKER, queues=queues, found=lambda: notify_now(SWEEP_TASK))
    holder.start(found)


@signals.worker_process_shutdown.connect
def give_back_leases(**_: Any) -> None:
    holder.end()
