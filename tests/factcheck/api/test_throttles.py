import contextlib
import socket
import threading

import pytest
import time_machine

from factcheck.api import throttles
from factcheck.api.throttles import ClientRateThrottle
from tests.api import ROOT, client_of, problem_of

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/sources/"


@pytest.fixture(autouse=True)
def three_a_minute(monkeypatch):
    monkeypatch.setattr(ClientRateThrottle, "THROTTLE_RATES", {"user": "3/minute"})


def test_a_client_that_asks_too_often_waits_for_the_next_window_and_nobody_else_does():
    busy, other = client_of("Contributors"), client_of("Contributors")
    with time_machine.travel("2026-05-01T09:30:20Z", tick=False) as clock:
        assert [busy.get(ADDRESS).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = busy.get(ADDRESS)
        problem_of(refused, 429)
        assert 40 <= int(refused["Retry-After"]) <= 41
        assert other.get(ADDRESS).status_code == 200
        clock.shift(int(refused["Retry-After"]))
        assert busy.get(ADDRESS).status_code == 200


@pytest.fixture
def hanging_broker(settings):
    """A server that takes connections and never answers; each connection it took is in the list."""
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            with contextlib.suppress(OSError):
                while True:
                    taken.append(server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/1"
        options = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address, "OPTIONS": options}}
        yield taken
        server.shutdown(socket.SHUT_RDWR)
    for connection in taken:
        connection.close()


def test_while_the_broker_hangs_requests_are_answered_and_only_the_first_waits_for_it(hanging_broker, monkeypatch):
    monkeypatch.setattr(throttles, "broker", throttles.Circuit())
    client = client_of("Contributors")
    assert client.get(ADDRESS).status_code == 200
    asked = len(hanging_broker)
    assert asked
    assert [client.get(ADDRESS).status_code for _ in range(5)] == [200] * 5
    assert len(hanging_broker) == asked


def test_a_broker_that_is_back_is_asked_again(monkeypatch):
    circuit = throttles.Circuit()
    monkeypatch.setattr(throttles, "broker", circuit)
    client = client_of("Contributors")
    circuit.failed()
    assert [client.get(ADDRESS).status_code for _ in range(4)] == [200] * 4
    circuit.closed_from -= throttles.AGAIN_SECONDS
    assert [client.get(ADDRESS).status_code for _ in range(4)] == [200] * 3 + [429]
