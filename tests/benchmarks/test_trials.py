"""The trials of durable work in their short form: servers and workers of their own are killed and nothing is lost."""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from benchmarks.trials.requests_trial import Log, post_all, stored
from claims.models import Claim
from factcheck.api.models import ApiToken
from factcheck.local.processes import free_port
from factcheck.roles import credentials
from tests.factories import UserFactory
from tests.roles import application_url

pytestmark = pytest.mark.skipif(
    "LONG_TESTS" not in os.environ, reason="Takes minutes on a busy machine: make long-tests."
)

PROJECT = Path(__file__).resolve().parents[2]
OF_THE_TESTS = ("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def test_nothing_is_lost_or_doubled_by_kills_a_wiped_broker_poison_or_three_schedulers():
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.trials", "--short"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split("|")[1].strip()[0] for line in done.stdout.splitlines()[2:]] == ["1", "2", "5", "6"]


def answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/healthz", timeout=5).status == 200
    except OSError:
        return False


@pytest.mark.django_db(transaction=True)
def test_every_claim_that_was_acknowledged_while_connections_were_cut_off_is_there_once():
    _, token = ApiToken.issue(user=UserFactory(group="Contributors"), name="trial")
    address = f"http://127.0.0.1:{free_port()}"
    server = ["-W", "ignore", "-m", "gunicorn", "factcheck.wsgi", "--threads", "8", "--bind", address.split("//")[1]]
    names = {"DJANGO_SETTINGS_MODULE": "factcheck.settings", "DATABASE_URL": application_url(), "LOG_LEVEL": "ERROR"}
    web = subprocess.Popen([sys.executable, *server, "--no-control-socket"], cwd=PROJECT, env={**os.environ, **names})
    log, over = Log(), threading.Event()
    clients: list[threading.Thread] = []
    try:
        end = time.monotonic() + 120
        while not answers(address):
            assert time.monotonic() < end, "The web does not answer."
            time.sleep(0.1)
        clients = post_all(address, token, rate=20, over=over, log=log)
        role, _ = credentials(application_url())
        with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as mighty:
            for _ in range(5):
                time.sleep(0.4)
                mighty.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role])
        count = len(log.accepted)
        while len(log.accepted) <= count + 5:
            assert time.monotonic() < end, "It did not recover."
            time.sleep(0.1)
    finally:
        over.set()
        for client in clients:
            client.join()
        web.terminate()
        web.wait(30)
    refs = Claim.objects.exclude(client_ref="").values_list("client_ref", flat=True)
    assert stored([(ref, 1) for ref in refs], log) == (0, 0)
    assert len(refs) == len(set(refs))
    assert log.wrong == {}
