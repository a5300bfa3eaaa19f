"""What a worker does beside its tasks: it renews leases, gives them back when it stops, and starts the sweeps.

This timer starts the sweeps, not the scheduler: the scheduler goes by the system clock, and one that is set back would
stop it unnoticed.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from celery import signals

from factcheck.timeouts import limit_connections
from factcheck.work.holder import ask_to_stop, holder
from factcheck.work.notify import notify_now

SWEEP_TASK = "claims.sweep"
SWEEP_SECONDS = 10


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
    holder.start()


@signals.worker_process_shutdown.connect
def give_back_leases(**_: Any) -> None:
    holder.end()
