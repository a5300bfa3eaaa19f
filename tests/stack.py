"""A PostgreSQL and a broker of its own for one test run, started before Django reads its settings.

Where DATABASE_URL and REDIS_URL are set, those servers are used and nothing is started; a database needs the addresses
of its superuser and of the tables' owner as well (SUPERUSER_DATABASE_URL, OWNER_DATABASE_URL).
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from factcheck.local.postgres import Postgres
from factcheck.local.valkey import Valkey
from factcheck.roles import make_roles

PREFIX = f"factcheck-tests-{os.geteuid()}-"
# The data of a test run need not outlive the machine's power. Autovacuum would count the rows of a test that has not
# committed them as none, and PostgreSQL would then plan for empty tables.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
ADDRESSES = ("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL")
# Which of the processes that share the tests has started the servers: pytest-xdist names them gw0, gw1, ...
STARTED_BY = "FACTCHECK_TEST_SERVERS_STARTED_BY"


def start() -> None:
    """Start what the environment does not name, and put the addresses there. Ends with this process.

    A process that runs a part of the tests has servers of its own, and not those of the process that it comes from.
    """
    process = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if os.environ.get(STARTED_BY, process) != process:
        for name in ADDRESSES:
            os.environ.pop(name, None)
    if not os.environ.get("DATABASE_URL"):
        os.environ[STARTED_BY] = process
    remove_abandoned_homes()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = (home / "lock").open("w")  # held, by staying open, until this process is gone
    fcntl.flock(lock, fcntl.LOCK_EX)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    log = (home / "servers.log").open("wb")
    atexit.register(log.close)
    atexit.register(lock.close)
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(home / "postgres", options=FAST)
        database = postgres.start(log)
        atexit.register(postgres.stop, database)
        postgres.wait(database)
        os.environ["SUPERUSER_DATABASE_URL"] = postgres.url
        os.environ["OWNER_DATABASE_URL"] = postgres.owner_url
        os.environ["DATABASE_URL"] = postgres.application_url
        make_roles(postgres.url, owner_url=postgres.owner_url, application_url=postgres.application_url)
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(home / "valkey")
        broker = valkey.start(log)
        atexit.register(valkey.stop, broker)
        valkey.wait(broker)
        os.environ["REDIS_URL"] = valkey.url
    os.environ["FACTCHECK_HOME"] = str(home)
    os.environ["SECRET_KEY"] = "only for tests, where nothing is secret and nobody listens"
    os.environ["HTTPS"] = "false"


def remove_abandoned_homes() -> None:
    """Remove the homes of test runs that were killed; a running one holds the lock of its own."""
    for home in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        try:
            with (home / "lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(home, ignore_errors=True)
        except OSError:
            continue
