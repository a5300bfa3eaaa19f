"""The leases that this process holds, and the thread that renews them.

Worker processes start the thread (factcheck.work.worker); elsewhere, as in a test that calls a task, leases are not
renewed.
"""

import contextlib
import logging
import mmap
import os
import secrets
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import DatabaseError, InterfaceError, connection, models

BEAT_SECONDS = 10  # between two renewals; a lease outlives two that fail
PULSE_SECONDS = 2  # between two signs of life, which others learn from that this process is dead
LOOK_SECONDS = 0.5  # between two looks at whether the worker is to stop
GRACE_SECONDS = 4  # what is in hand when the worker is to stop may still end by itself
# Shared by the main process of a worker and its children, which are forked from it: 1 when the worker is to stop.
_stop = mmap.mmap(-1, 1)

logger = logging.getLogger(__name__)


def ask_to_stop() -> None:
    """Have this process and all forked from it give back the rows that they hold."""
    _stop[0] = 1


def stopping() -> bool:
    return _stop[0] == 1


class Presence(Protocol):
    """What tells the other processes that this one is alive (factcheck.work.processes)."""

    def show(self, *, holds: int, took: bool) -> None: ...

    def end(self) -> None: ...


class Holder:
    """The rows that this process believes to hold; the leases in the database decide."""

    def __init__(self) -> None:
        self.token = f"{socket.gethostname()[:60]}/{os.getpid()}/{secrets.token_hex(8)}"
        self._held: dict[type[models.Model], set[int]] = defaultdict(set)
        self._owed: list[tuple[type[models.Model], set[int]]] = []
        self._took = False  # since the last sign of life
        self._presence: Presence | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._over = threading.Event()

    @property
    def owner(self) -> str:
        """The token of this process while it holds rows, else "" (work on rows without a lease)."""
        with self._lock:
            return self.token if any(self._held.values()) else ""

    def hold(self, model: type[models.Model], ids: Iterable[int]) -> None:
        with self._lock:
            self._held[model] |= set(ids)
            self._took = True

    def drop(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Stop renewing the leases of these rows."""
        with self._lock:
            self._held[model] -= set(ids)

    def owe(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Give these rows back, untried, as soon as the database answers again."""
        with self._lock:
            self._owed.append((model, set(ids)))

    def forget(self) -> None:
        """Reset after a fork: a new token, and no rows held."""
        self.__init__()  # type: ignore[misc]

    def start(self, presence: Presence | None = None) -> None:
        """Renew the leases and show that this process lives, in a thread with a database connection of its own."""
        if self._thread is None:
            self._presence = presence
            self._over.clear()
            self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Stop renewing, and give back what is still held."""
        self._over.set()
        if self._thread:
            self._thread.join(GRACE_SECONDS)
            self._thread = None

    def beat(self) -> None:
        """Renew the leases and give back the rows of `owe`; what fails is tried again at the next beat."""
        self._write(self._held, lambda rows, ids: rows.renew(ids))
        with self._lock:
            owed, self._owed = self._owed, []
        while owed:
            model, ids = owed[-1]
            if not self._write({model: ids}, lambda rows, ids: rows.give_back_untried(ids=ids)):
                with self._lock:
                    self._owed += owed
                return
            owed.pop()

    def give_up(self) -> bool:
        """Give back all that is held, untried; False when the database did not take it."""
        return self._write(self._held, lambda rows, ids: rows.give_back_untried(ids=ids))

    def show_alive(self) -> None:
        """Tell the others that this process lives; what fails is tried again with the next sign of life."""
        if self._presence is None:
            return
        with self._lock:
            holds, took, self._took = sum(len(ids) for ids in self._held.values()), self._took, False
        try:
            self._presence.show(holds=holds, took=took)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database could not be told that this process lives (%s).", error)
            connection.close()

    def _write(self, held: dict[type[models.Model], set[int]], change: Any) -> bool:
        with self._lock:
            held = {model: set(ids) for model, ids in held.items() if ids}
        try:
            for model, ids in held.items():
                change(model._default_manager.all(), ids)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Leases could not be renewed or given back (%s); the next try follows.", error)
            connection.close()
            return False
        return True

    def _run(self) -> None:
        beaten, shown = time.monotonic(), float("-inf")
        asked_to_stop: float | None = None
        while not self._over.wait(LOOK_SECONDS):
            now = time.monotonic()
            if now - shown >= PULSE_SECONDS:
                shown = now
                self.show_alive()
            if now - beaten >= BEAT_SECONDS:
                beaten = now
                self.beat()
            if stopping():
                asked_to_stop = asked_to_stop or now
                if now - asked_to_stop >= GRACE_SECONDS:
                    self.give_up()
        if self.give_up() and self._presence:
            with contextlib.suppress(DatabaseError, InterfaceError):
                self._presence.end()
        connection.close()


holder = Holder()
# A child of a fork holds nothing, and no thread of its parent's is in it.
os.register_at_fork(after_in_child=holder.forget)
