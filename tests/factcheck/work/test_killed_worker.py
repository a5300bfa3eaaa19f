"""Real worker processes in the middle of their work: one is killed, one is asked to stop.

The long form, with the whole service and more claims, is benchmarks/durability.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from claims.choices import CheckState
from claims.models import CROSSCHECK_TASK, Claim
from factcheck.celery import app
from factcheck.models import WorkerProcess
from factcheck.work.notify import notify_now
from tests.factories import SubmittedClaimFactory
from tests.roles import application_url

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = ["-W", "ignore", "-m", "celery", "--quiet", "-A", "factcheck", "worker", "--concurrency", "1"]


@pytest.fixture
def start() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a worker on the tests' database and broker; it leads a process group of its own."""
    started: list[subprocess.Popen[bytes]] = []
    app.control.purge()

    def worker() -> subprocess.Popen[bytes]:
        names = {"DJANGO_SETTINGS_MODULE": "factcheck.settings", "DATABASE_URL": application_url()}
        process = subprocess.Popen([sys.executable, *WORKER], env={**os.environ, **names}, start_new_session=True)
        started.append(process)
        return process

    yield worker
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    app.control.purge()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "It never came."
        time.sleep(0.02)


def held() -> bool:
    return Claim.objects.exclude(lease_owner="").exists()


def drained() -> bool:
    return not Claim.objects.due().exists()


def test_another_worker_does_what_a_killed_or_stopped_one_held(start):
    SubmittedClaimFactory.create_batch(100)
    killed = start()
    notify_now(CROSSCHECK_TASK)
    until(lambda: held() and WorkerProcess.objects.exists())
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    [dead] = WorkerProcess.objects.all()

    stopped = start()
    until(lambda: not WorkerProcess.objects.filter(pk=dead.pk).exists())  # the other has found it dead
    until(drained)  # no message is sent: its sweep finds them
    SubmittedClaimFactory.create_batch(200)
    notify_now(CROSSCHECK_TASK)
    until(held)
    stopped.send_signal(signal.SIGTERM)
    stopped.wait(60)
    assert not held()
    assert set(Claim.objects.values_list("attempts", flat=True)) == {0}
    assert not Claim.objects.filter(check_state=CheckState.FAILED).exists()
