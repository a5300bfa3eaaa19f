"""A process that is frozen in the middle of a transaction: a real session that holds a lock and does nothing."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections

from claims import tasks
from claims.choices import CheckState
from claims.models import Claim
from claims.vector_store import VECTORS_LOCK
from factcheck import settings as product
from factcheck.timeouts import limit_connections
from tests.factories import SubmittedClaimFactory
from tests.roles import application_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def limited(settings) -> Iterator[None]:
    """The timeouts of a worker, in a hurry."""
    options = connections.settings["default"]["OPTIONS"]
    kept = dict(options)
    settings.DATABASE_TIMEOUTS = {
        "worker": {"lock_timeout": "200ms", "idle_in_transaction_session_timeout": "40s"},
    }
    limit_connections("worker")
    yield
    options.clear()
    options.update(kept)
    connection.close()


@pytest.fixture
def frozen(transactional_db) -> Iterator[psycopg.Connection]:
    """A session that holds the vectors' lock and does nothing more."""
    session = psycopg.connect(application_url())
    session.execute("SELECT pg_advisory_xact_lock(%s)", [VECTORS_LOCK])
    yield session
    session.close()


def test_work_that_waits_for_a_frozen_worker_is_put_off_without_an_attempt(limited, frozen):
    claim = SubmittedClaimFactory()
    tasks.check_claims()
    claim.refresh_from_db()
    assert (claim.check_state, claim.attempts) == (CheckState.DUE, 0)
    assert "lock timeout" in claim.last_error

    # What every worker's connection has from its start on, as the last test shows; here it must not run out before.
    frozen.execute("SET LOCAL idle_in_transaction_session_timeout = '100ms'")
    assert was_cut_off(frozen)
    Claim.objects.update(lease_until=None)  # the pause is over
    tasks.check_claims()
    claim.refresh_from_db()
    assert (claim.check_state, claim.attempts) == (CheckState.DONE, 0)


def was_cut_off(session: psycopg.Connection) -> bool:
    """Waits for the database to end the session."""
    pid = session.info.backend_pid
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("SELECT count(*), pg_sleep(0.05) FROM pg_stat_activity WHERE pid = %s", [pid])
            if cursor.fetchone()[0] == 0:
                return True
    return False


def test_web_and_workers_have_all_three_timeouts():
    names = {"lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"}
    assert all(names <= set(timeouts) for timeouts in product.DATABASE_TIMEOUTS.values())


def test_the_connections_of_a_limited_process_have_its_timeouts_and_others_none(limited):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')")
        assert cursor.fetchone() == ("200ms", "40s")
    with psycopg.connect(application_url()) as other:
        assert other.execute("SHOW lock_timeout").fetchone() == ("0",)
