import pytest
import time_machine
from redis.exceptions import ConnectionError as RedisConnectionError

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


def test_while_the_broker_is_away_requests_are_answered_and_not_counted(monkeypatch):
    def away(*args, **kwargs):
        raise RedisConnectionError("refused")

    monkeypatch.setattr("factcheck.api.throttles.cache.add", away)
    client = client_of("Contributors")
    assert [client.get(ADDRESS).status_code for _ in range(5)] == [200] * 5
