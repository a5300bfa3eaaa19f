"""Which processes are taken for dead, and what becomes of what they held."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from claims.choices import CheckState
from claims.models import Claim
from factcheck.models import WorkerProcess
from factcheck.work import leases
from factcheck.work.holder import holder
from factcheck.work.processes import LOCK, Presence, take_back_from_the_dead
from tests.factories import SubmittedClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection]:
    """The session of another process."""
    settings = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    with psycopg.connect(**{name: settings[key] for name, key in names.items()}, autocommit=True) as session:
        yield session


def process(worker: str, *, silent_for: int = 60) -> WorkerProcess:
    """This process takes the place of a worker process that was last seen so many seconds ago."""
    holder.forget()
    seen = timezone.now() - timedelta(seconds=silent_for)
    return WorkerProcess.objects.create(token=holder.token, worker=worker, seen_at=seen)


def taken_back() -> int:
    holder.forget()
    return take_back_from_the_dead(holder.token)


def state() -> list[tuple[str, int, int]]:
    columns = ("check_state", "attempts", "interruptions")
    return [tuple(row) for row in Claim.objects.order_by("pk").values_list(*columns)]


def lease(limit: int = 250) -> list[int]:
    return Claim.objects.all().lease(limit=limit)


@pytest.mark.parametrize("count", [1, 3])
def test_what_a_killed_worker_held_is_due_at_once_and_no_attempt_is_counted(count):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(count)]
    process("a worker")
    assert lease() == ids
    assert taken_back() == count
    assert state() == [(CheckState.DUE, 0, 1)] * count
    assert lease() == ids
    assert not WorkerProcess.objects.exists()


def test_what_may_have_killed_its_process_is_taken_in_parts_and_alone_it_is_charged(elsewhere):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(3)]
    sibling = process("a worker")
    elsewhere.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, sibling.pk])
    for _ in range(2):  # once as a batch, once with the first alone in hand
        process("a worker")
        lease()
        taken_back()
    assert state() == [("due", 1, 0), ("due", 0, 0), ("due", 0, 0)]
    assert lease() == ids[:1]
    assert list(WorkerProcess.objects.all()) == [sibling]


def test_a_process_that_is_silent_but_connected_keeps_what_it_holds(elsewhere):
    SubmittedClaimFactory()
    frozen = process("a worker")
    elsewhere.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, frozen.pk])
    lease()
    assert taken_back() == 0
    assert lease() == []
    elsewhere.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, frozen.pk])  # what the kernel does when it is killed
    assert taken_back() == 1


def test_a_process_that_was_cut_off_a_moment_ago_is_not_taken_for_dead():
    SubmittedClaimFactory()
    process("a worker", silent_for=1)
    lease()
    assert taken_back() == 0


def test_only_work_that_ends_its_whole_worker_again_and_again_fails_for_it():
    bad, good = (claim.pk for claim in SubmittedClaimFactory.create_batch(2))
    failed: list[int] = []
    deaths = 0
    while not failed and deaths < 60:
        process("a worker")
        Claim.objects.filter(lease_until__gt=timezone.now()).update(lease_until=timezone.now())  # time passes
        failed += Claim.objects.fail_abandoned()
        ids = lease()
        deaths += bad in ids
        taken_back()
    assert (failed, deaths) == ([bad], leases.MAX_INTERRUPTIONS)
    assert "whole worker stopped 20 times" in Claim.objects.get(pk=bad).last_error
    assert Claim.objects.get(pk=good).check_state == CheckState.DUE


def test_a_process_shows_what_it_does_and_is_listed_again_after_it_was_taken_for_dead():
    presence = Presence("here", worker="a worker", queues=["celery"], found=lambda: None)
    presence.show(holds=0, took=False)
    presence.show(holds=2, took=True)
    shown = WorkerProcess.objects.get(token="here")
    assert (shown.holds, shown.queues, bool(shown.took_at)) == (2, ["celery"], True)
    WorkerProcess.objects.all().delete()
    presence.show(holds=1, took=False)
    assert WorkerProcess.objects.get().holds == 1
    presence.end()
    assert not WorkerProcess.objects.exists()
