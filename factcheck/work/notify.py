"""Messages that tell the workers that rows await them, sent after the rows are committed.

A lost message loses no work: the sweep sends one again for whatever is due. So nobody waits for the broker: a thread
sends the messages, at most one of each kind at a time, and a broker that is away or hangs delays nobody else.
"""

import atexit
import logging
import os
import threading
from collections.abc import Callable, Sequence

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 5  # until a broker that did not take a message is asked again
EXIT_SECONDS = 2  # a process that ends waits so long for its messages to be sent


def notify_workers(task: str, ids: Sequence[int] = ()) -> None:
    """Send the task's message when the current transaction commits. `ids` are the rows it is for; they are not sent."""
    transaction.on_commit(lambda: notify_now(task))


def notify_now(task: str) -> None:
    """Send the task's message now, from the notifier's thread."""
    notifier.request(task)


def send(task: str) -> None:
    """Send the task's message, unless one waits in its queue."""
    route = current_app.amqp.router.route({}, task)
    queue = route["queue"].name
    with current_app.connection_for_write() as connection:
        channel = connection.default_channel
        declared = channel.queue_declare(queue, durable=True)  # type: ignore[attr-defined]  # of every transport
        if not declared.message_count:
            current_app.send_task(task, queue=queue, connection=connection, retry=False)


class Notifier:
    """Sends messages from a thread of its own; `request` never waits."""

    def __init__(self, send: Callable[[str], None], *, again_seconds: float = AGAIN_SECONDS) -> None:
        self._send = send
        self._again_seconds = again_seconds
        self.start_anew()

    def start_anew(self) -> None:
        """Reset after a fork: nothing requested, no thread."""
        self._waiting: dict[str, None] = {}  # a set that keeps its order; as many as there are tasks at most
        self._sending = ""
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._pause = threading.Event()

    def request(self, task: str) -> None:
        """Send the message soon; requests until then are joined into one message."""
        with self._changed:
            self._waiting[task] = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` until all is sent; returns whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._sending, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                self._sending = task = next(iter(self._waiting))
                # Taken out before it is sent: who asks while it is sent may have committed too late for it.
                del self._waiting[task]
            try:
                self._send(task)
            except Exception as error:  # whatever the transport raises, it is tried again
                logger.warning("The broker did not take the message %s (%s); it is asked again soon.", task, error)
                with self._changed:
                    self._waiting[task] = None
                self._pause.wait(self._again_seconds)
            with self._changed:
                self._sending = ""
                self._changed.notify_all()


notifier = Notifier(send)
# A child of a fork has no thread of its parent's.
os.register_at_fork(after_in_child=notifier.start_anew)
atexit.register(lambda: notifier.wait(EXIT_SECONDS))
