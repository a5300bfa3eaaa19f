"""Trial 3 with the whole service: PostgreSQL is stopped at once, and its connections are cut off, under requests."""

import contextlib
import signal
import threading
import time

import psycopg

from benchmarks.running_service import Service, wait
from benchmarks.trials.client import Outcome
from benchmarks.trials.requests_trial import Log, post_all, stored
from factcheck.local.home import read_environment

CUT_OFF = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user
"""
REFS = "SELECT client_ref, count(*) FROM claims_claim WHERE client_ref <> '' GROUP BY client_ref"


def requests_without_postgres(*, rate: float, rounds: int, pause: float, seed: int) -> Outcome:
    """`rounds` times: the connections are cut off, then the server is stopped, with `pause` seconds between."""
    log, over = Log(), threading.Event()
    with Service() as service:
        clients = post_all(service.address, service.token, rate=rate, over=over, log=log)
        for _ in range(rounds):
            time.sleep(pause)
            with contextlib.suppress(psycopg.OperationalError):
                service.ask(CUT_OFF)
            time.sleep(pause)
            service.postmaster().send_signal(signal.SIGQUIT)  # immediate shutdown: as when the power fails
            broken = time.monotonic()
            wait(lambda: service.ask("SELECT 1") == (1,), "PostgreSQL does not come back")
        time.sleep(pause + 10)
        over.set()
        for client in clients:
            client.join()
        with psycopg.connect(read_environment(service.home)["DATABASE_URL"]) as connection:
            lost, doubled = stored(connection.execute(REFS).fetchall(), log)
    refused = sum(count for answer, count in log.answers.items() if answer != "201")
    return Outcome(
        "3 PostgreSQL gone",
        seed,
        "factcheck",
        len(log.accepted),
        f"{rounds} stops, {rounds} cuts, {rate:g} a second; {refused} refused",
        lost=lost,
        doubled=doubled,
        failed=0,
        seconds=log.first_after - broken if log.first_after else None,
        wrong=[f"Answers: {log.wrong}."] if log.wrong else [],
    )
