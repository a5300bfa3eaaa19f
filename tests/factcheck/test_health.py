import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.tasks import sweep
from factcheck.models import Heartbeat, ScheduledRun, WorkerProcess
from factcheck.work.watch import SCHEDULER, beat
from tests.factories import SubmittedClaimFactory


@pytest.fixture
def all_at_work(db, settings) -> None:
    """A worker for all queues that has just swept, and a scheduler."""
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    WorkerProcess.objects.create(token="a process", worker="a worker", queues=queues)
    sweep()
    beat(SCHEDULER)


def ready(client: Client) -> tuple[int, str, dict[str, str]]:
    """Status code and status, and what is not ok."""
    answer = client.get("/readyz")
    body = answer.json()
    said = {name: re.sub(r"\d+ s", "some seconds", said) for name, said in body.items() if said != "ok"}
    return answer.status_code, said.pop("status", "ok"), said


def test_healthz_answers_without_asking_database_or_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")  # the database is refused to a test without the mark
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz_says_that_all_is_at_work(client, all_at_work):
    assert client.get("/readyz").json() == {"database": "ok", "broker": "ok", "workers": "ok", "scheduler": "ok"} | {
        "status": "ok"
    }


def test_a_broker_that_is_away_is_named_and_takes_nothing_out_of_service(client, settings, all_at_work):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:1/0"
    assert ready(client) == (200, "degraded", {"broker": "The broker does not answer."})


def ago(seconds: int) -> dict:
    return {"at": timezone.now() - timedelta(seconds=seconds)}


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (lambda: WorkerProcess.objects.all().delete(), {"workers": "No worker runs."}),
        (
            lambda: WorkerProcess.objects.update(seen_at=timezone.now() - timedelta(seconds=30)),
            {"workers": "No worker runs."},
        ),
        (
            lambda: WorkerProcess.objects.update(queues=["celery", "extraction", "crosscheck"]),
            {"workers": "No worker serves the queue extraction-long and crosscheck-background and webhooks."},
        ),
        (
            lambda: Heartbeat.objects.filter(name="sweep").update(**ago(90)),
            {"workers": "The workers run and take nothing (last sweep: some seconds ago)."},
        ),
        (
            lambda: Heartbeat.objects.filter(name="scheduler").update(**ago(40)),
            {"scheduler": "The scheduler does not run (last seen: some seconds ago)."},
        ),
        (
            lambda: Heartbeat.objects.filter(name="scheduler").delete(),
            {"scheduler": "The scheduler does not run (last seen: never)."},
        ),
    ],
)
def test_workers_and_scheduler_that_are_gone_or_do_nothing_are_told(client, all_at_work, happens, said):
    happens()
    assert ready(client) == (200, "degraded", said)


def test_workers_that_are_busy_with_long_work_are_not_taken_for_idle(client, all_at_work):
    Heartbeat.objects.filter(name="sweep").update(**ago(90))
    WorkerProcess.objects.update(holds=250)
    assert ready(client) == (200, "ok", {})


@pytest.mark.django_db(transaction=True)
def test_readyz_names_the_database_when_it_is_away_and_recovers_with_it(client):
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = 1
    try:
        code, status, said = ready(client)
    finally:
        connection.settings_dict["PORT"] = port
    assert (code, status, said["database"]) == (503, "unavailable", "The database does not answer.")
    assert client.get("/readyz").status_code == 200


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405


def test_the_command_status_shows_workers_work_and_schedules_on_one_screen(all_at_work, capsys):
    SubmittedClaimFactory()
    ScheduledRun.objects.create(schedule="expired", window_start=timezone.now(), state="failed", last_error="It broke.")
    call_command("status")
    said = capsys.readouterr().out
    for words in ("Workers: at work.", "Scheduler: at work.", "a process", "daily at 04:00 UTC", "failed: It broke."):
        assert words in said
    assert re.search(r"^claim +1 +0 +0$", said, re.MULTILINE)
    assert len(said.splitlines()) < 40
