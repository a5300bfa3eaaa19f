"""Notifying workers: the request never waits for the broker, and one message of a kind is enough."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from kombu import Connection

from claims.models import CROSSCHECK_TASK
from factcheck.celery import app
from factcheck.work import notify as module
from factcheck.work.notify import Notifier, send

SECONDS = 20  # for what happens at once, on a busy machine


@pytest.fixture
def refused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server takes connections there and never answers."""
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


@pytest.fixture
def broker_at(monkeypatch):
    """Have the messages sent to another port; returns what becomes of them, in order."""

    def at(port: int) -> tuple[Notifier, list[str], threading.Event]:
        events: list[str] = []
        failed = threading.Event()
        options = app.conf.broker_transport_options | {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
        connection = Connection(f"redis://127.0.0.1:{port}/0", transport_options=options)
        monkeypatch.setattr(app, "connection_for_write", lambda: connection)

        def noted(task: str) -> None:
            try:
                send(task)
            except Exception:
                events.append("the broker failed")
                failed.set()
                raise
            events.append("sent")

        return Notifier(noted, again_seconds=3600), events, failed

    return at


@pytest.mark.parametrize("port", ["refused_port", "silent_port"])
def test_a_request_goes_on_before_the_broker_has_failed(port, request, broker_at):
    notifier, events, failed = broker_at(request.getfixturevalue(port))
    answered, send_now = threading.Event(), notifier._send
    # A port that refuses may do so before this thread is back.
    notifier._send = lambda task: (answered.wait(SECONDS), send_now(task))
    for _ in range(100):
        notifier.request(CROSSCHECK_TASK)
    events.append("the request is answered")
    answered.set()
    assert failed.wait(SECONDS)
    assert events[:2] == ["the request is answered", "the broker failed"]
    assert not notifier.wait(0), "it is asked again"


def test_a_message_is_sent_when_the_broker_is_back():
    answers = iter([ConnectionError("refused"), ConnectionError("refused"), None])
    sent = []

    def recover(task: str) -> None:
        if error := next(answers):
            raise error
        sent.append(task)

    notifier = Notifier(recover, again_seconds=0)
    notifier.request("a task")
    assert notifier.wait(SECONDS)
    assert sent == ["a task"]


def test_a_request_while_the_message_is_sent_has_another_sent():
    sending, go_on = threading.Event(), threading.Event()
    sent = []

    def slow(task: str) -> None:
        sending.set()
        assert go_on.wait(SECONDS)
        sent.append(task)

    notifier = Notifier(slow)
    notifier.request("a task")
    assert sending.wait(SECONDS)
    for _ in range(10):
        notifier.request("a task")
    go_on.set()
    assert notifier.wait(SECONDS)
    assert sent == ["a task"] * 2


def test_one_message_of_a_kind_waits_in_its_queue_however_often_it_is_requested():
    app.control.purge()
    notifier = Notifier(send)
    for _ in range(5):
        notifier.request(CROSSCHECK_TASK)
        assert notifier.wait(SECONDS)
    with app.connection_for_read() as connection:
        assert connection.default_channel.queue_declare("crosscheck", durable=True).message_count == 1
    app.control.purge()


def test_a_message_goes_out_when_the_rows_are_committed_and_not_before(
    monkeypatch, django_capture_on_commit_callbacks, db
):
    notified = []
    monkeypatch.setattr(module, "notify_now", notified.append)
    with django_capture_on_commit_callbacks() as callbacks:
        module.notify_workers(CROSSCHECK_TASK)
    assert notified == []
    callbacks[0]()
    assert notified == [CROSSCHECK_TASK]
