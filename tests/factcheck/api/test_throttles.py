import contextlib
import socket
import threading

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from factcheck import attempts, counters
from factcheck.api.models import ApiToken
from factcheck.api.throttles import ClientRateThrottle
from factcheck.attempts import WrongAttempts, wrong_tokens
from tests.api import ROOT, client_of, problem_of

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/sources/"


@pytest.fixture(autouse=True)
def three_a_minute(monkeypatch):
    monkeypatch.setattr(ClientRateThrottle, "THROTTLE_RATES", {"user": "3/minute"})


def test_a_client_that_asks_too_often_waits_for_the_next_window_and_nobody_else_does():
    busy, other = client_of("Contributors"), client_of("Contributors")
    with time_machine.travel("2026-05-01T09:30:20Z", tick=False) as clock:
        first = busy.get(ADDRESS)
        assert (first["RateLimit-Policy"], first["RateLimit"]) == ('"client";q=3;w=60', '"client";r=2;t=40')
        assert [busy.get(ADDRESS).status_code for _ in range(3)] == [200, 200, 429]
        refused = busy.get(ADDRESS)
        problem_of(refused, 429)
        assert 40 <= int(refused["Retry-After"]) <= 41
        assert refused["RateLimit"] == '"client";r=0;t=40'
        assert other.get(ADDRESS).status_code == 200
        clock.shift(int(refused["Retry-After"]))
        assert busy.get(ADDRESS).status_code == 200


@pytest.fixture
def hanging_broker(settings, monkeypatch):
    """A server that takes connections and never answers; each connection it took is in the list."""
    taken = []
    monkeypatch.setattr(counters, "broker", counters.Circuit())
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


def test_while_the_broker_hangs_requests_are_answered_and_only_the_first_waits_for_it(hanging_broker):
    client = client_of("Contributors")
    assert client.get(ADDRESS).status_code == 200
    asked = len(hanging_broker)
    assert asked
    assert [client.get(ADDRESS).status_code for _ in range(5)] == [200] * 5
    assert len(hanging_broker) == asked


def test_a_broker_that_is_back_is_asked_again(monkeypatch):
    circuit = counters.Circuit()
    monkeypatch.setattr(counters, "broker", circuit)
    client = client_of("Contributors")
    circuit.failed()
    assert [client.get(ADDRESS).status_code for _ in range(4)] == [200] * 4
    circuit.closed_from -= counters.AGAIN_SECONDS
    assert [client.get(ADDRESS).status_code for _ in range(4)] == [200] * 3 + [429]


def guess(token: str = "fc_wrong", address: str = "192.0.2.1"):
    client = APIClient(raise_request_exception=False, REMOTE_ADDR=address)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client.get(ADDRESS)


def test_wrong_tokens_are_counted_by_address_and_then_refused_before_the_database_is_asked(
    caplog, django_assert_num_queries
):
    client = client_of("Contributors")
    token = client._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    for _ in range(wrong_tokens.limit):
        problem_of(guess(), 401)
    assert "wrong token came from 192.0.2.1" in caplog.text
    with django_assert_num_queries(0):
        refused = guess("fc_another")
    problem_of(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 60
    problem_of(guess(token), 429)
    assert guess(token, address="192.0.2.2").status_code == 200
    # Known as right by now, it is not kept out by the one who guesses at its address.
    assert guess(token).status_code == 200


def test_a_token_that_was_revoked_is_no_longer_known_as_right():
    client = client_of("Contributors")
    token = client._credentials["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert guess(token).status_code == 200
    ApiToken.objects.update(revoked_at=timezone.now())
    for _ in range(wrong_tokens.limit):
        guess(token)
    problem_of(guess(token), 429)


def test_wrong_tokens_are_bounded_while_the_broker_hangs(hanging_broker):
    assert [guess().status_code for _ in range(wrong_tokens.limit + 1)][-2:] == [401, 429]
    assert len(hanging_broker) <= 2  # for the first of them; then it is left alone


def test_wrong_attempts_are_counted_for_all_web_processes_together():
    processes = [WrongAttempts("tokens", limit=10, seconds=60) for _ in range(4)]
    made = 0
    for _ in range(100):
        for process in processes:
            if not process.wait("192.0.2.1"):
                process.add("192.0.2.1")
                made += 1
    assert made <= 10 + len(processes) - 1
    assert processes[0].wait("192.0.2.2") == 0
    assert not WrongAttempts("passwords", limit=1, seconds=60).wait("192.0.2.1")


def test_wrong_attempts_are_forgotten_by_all_processes_after_the_window():
    first, second = (WrongAttempts("tokens", limit=1, seconds=60) for _ in range(2))
    first.add("192.0.2.1")
    cache.delete("wrong-tokens:192.0.2.1")  # as the broker does then
    assert second.add("192.0.2.1") == 1


def test_the_memory_of_wrong_attempts_is_bounded(monkeypatch):
    monkeypatch.setattr(attempts, "MOST_ADDRESSES", 100)
    counted = WrongAttempts("tokens", limit=1, seconds=60)
    for number in range(200):
        counted.add(str(number))
    assert len(counted.counts) == 100
    assert counted.wait("199") > 0
