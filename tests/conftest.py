"""What every test shares: no network beyond this machine, an empty cache, a Celery worker on demand.

Tests that commit (`transactional_db`, or the mark `django_db(transaction=True)`) start with the rows the
migrations made (groups, schedules) and no others, like every other test.
"""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import hypothesis
import pytest

# A property is a property however busy the machine is: no example has a deadline.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Emptying the tables after a test that commits takes the migrations' rows too: have them put back."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            item.add_marker(pytest.mark.django_db(**mark.kwargs | {"serialized_rollback": True}), append=False)
        elif "transactional_db" in item.fixturenames:
            item.fixturenames.append("django_db_serialized_rollback")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A superuser makes the test database, from a template in which the owner may make tables."""
    from tests import roles

    roles.make()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables are made by their owner, and every test works with them as the application does."""
    from django.db import connection

    from tests import roles

    with roles.application_at_work():
        yield
    # A thread of a served test may still hold its session: a database in use can't be dropped.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def emptying_is_allowed() -> Iterator[None]:
    """Between tests pytest-django empties the tables as a superuser whom no trigger hinders."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    empty = DatabaseOperations.execute_sql_flush
    mighty = ["SET LOCAL ROLE NONE", "SET LOCAL session_replication_role = replica"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", lambda self, sql: empty(self, [*mighty, *sql]))
        yield


class NetworkRefused(RuntimeError):
    """A test tried to reach another machine."""


def is_local(host: object) -> bool:
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return host in {"localhost", "", None}


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to other machines raise NetworkRefused, and no name but localhost resolves."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(connection: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not is_local(address[0]):
            connection.close()
            raise NetworkRefused(f"Tests don't use the network, and this one connects to {address[0]}.")

    def local_connect(self: socket.socket, address: object) -> None:
        check(self, address)
        connect(self, address)

    def local_connect_ex(self: socket.socket, address: object) -> int:
        check(self, address)
        return connect_ex(self, address)

    def local_getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        try:
            ipaddress.ip_address(str(name))
        except ValueError:
            if not is_local(name):
                raise socket.gaierror(socket.EAI_NONAME, "Names don't resolve in tests") from None
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", local_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", local_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", local_getaddrinfo)


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Throttle counters and other cached values of one test never reach the next."""
    from factcheck import attempts

    yield
    for counted in (attempts.wrong_tokens, attempts.wrong_passwords, attempts.right_tokens):
        counted.clear()
    marked = request.node.get_closest_marker("django_db") is not None
    if marked or "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(autouse=True)
def no_head_of_the_record(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test begins its own record, so none knows the last entry of another's."""
    settings.RECORD_HEAD_FILE = str(tmp_path_factory.getbasetemp() / f"record-head-{uuid4()}")


@pytest.fixture(autouse=True)
def nothing_in_hand() -> Iterator[None]:
    """A test that leaves leased rows behind is a worker that died; the next test is another worker."""
    yield
    from factcheck.work.holder import holder

    holder.forget()


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[object]:
    """A running worker on the real broker, in a thread; the queue is empty when it starts.

    The test needs `transactional_db`, which this brings: the worker sees only what was committed.
    """
    from celery.contrib.testing.worker import start_worker

    from factcheck.celery import app

    app.control.purge()
    with start_worker(app, perform_ping_check=False, pool="solo", loglevel="warning", shutdown_timeout=20) as worker:
        yield worker
    app.control.purge()
