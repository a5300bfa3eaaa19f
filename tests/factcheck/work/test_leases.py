"""Leases: who may get, renew and end them, and what a dead worker costs."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from claims.choices import CheckState
from claims.crosscheck import crosscheck_claims
from claims.models import Claim
from factcheck.work import holder as holding
from factcheck.work.holder import Holder, holder
from factcheck.work.leases import LEASE, MAX_ATTEMPTS, RELEASED
from factcheck.work.through import work_through
from tests.factories import SubmittedClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def another_worker(monkeypatch):
    """Become a worker process that has just started, as often as it is called."""

    def become() -> None:
        holder.forget()

    become()
    yield become
    become()


def later(seconds: float) -> None:
    """Let time pass for all leases."""
    Claim.objects.update(lease_until=F("lease_until") - timedelta(seconds=seconds))


def lease(limit: int = 250) -> list[int]:
    return Claim.objects.all().lease(limit=limit)


def attempts() -> list[int]:
    return list(Claim.objects.order_by("pk").values_list("attempts", flat=True))


def test_two_workers_never_take_the_same_row(another_worker):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(3)]
    assert lease(limit=2) == ids[:2]
    another_worker()
    assert lease() == ids[2:]
    assert lease() == []


def test_a_lease_that_is_renewed_does_not_end(another_worker):
    SubmittedClaimFactory()
    lease()
    for _ in range(4):
        later(20)
        holder.beat()
    another_worker()
    assert lease() == []


def test_the_rows_of_a_dead_worker_come_back_within_a_minute(another_worker):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(2)]
    lease()
    another_worker()
    assert lease() == []
    later(45)
    assert lease() == ids[:1]


def test_the_rows_of_a_dead_worker_are_taken_singly_and_only_the_one_in_hand_is_charged(another_worker):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(3)]
    assert lease() == ids
    assert attempts() == [0, 0, 0]
    another_worker()
    later(60)
    assert lease() == ids[:1]
    assert attempts() == [1, 0, 0]


def test_a_batch_whose_worker_died_is_taken_in_parts_and_then_singly(another_worker):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(40)]
    lease()
    another_worker()
    later(60)
    assert lease() == ids[:2]
    assert attempts() == [0] * 40
    another_worker()
    later(60)
    assert lease() == ids[:1]
    assert attempts() == [1] + [0] * 39


def test_of_a_batch_of_250_with_one_bad_row_few_are_checked_alone():
    SubmittedClaimFactory.create_batch(250)
    bad = Claim.objects.latest("pk").pk - 100
    batches = []

    def check(ids: list[int]) -> None:
        batches.append(len(ids))
        if bad in ids:
            raise ValueError("This one is bad.")
        Claim.objects.filter(pk__in=ids).update(check_state=CheckState.DONE, **RELEASED)

    work_through(Claim.objects.all(), check, batch=250)
    assert len(batches) < 40
    assert Claim.objects.due().get().last_error == "ValueError: This one is bad."


def test_a_row_that_kills_its_worker_fails_after_three_attempts_and_none_of_its_neighbours_does(another_worker):
    poison, *neighbours = [claim.pk for claim in SubmittedClaimFactory.create_batch(12)]
    deaths = 0
    failed = []
    for _ in range(50):
        another_worker()
        later(60)
        failed += Claim.objects.fail_abandoned()
        ids = lease()
        if not ids:
            break
        if poison in ids:
            deaths += 1
        else:
            crosscheck_claims(ids)
    assert (failed, deaths) == ([poison], 1 + MAX_ATTEMPTS)
    assert set(Claim.objects.filter(check_state=CheckState.DONE).values_list("pk", flat=True)) == set(neighbours)
    assert "stopped 3 times" in Claim.objects.get(pk=poison).last_error


def test_batches_killed_over_and_over_from_outside_fail_nobody(another_worker):
    SubmittedClaimFactory.create_batch(4)
    for _ in range(3):  # once as a batch, then twice with the first of them in hand
        another_worker()
        later(60)
        lease()
    later(60)
    assert Claim.objects.fail_abandoned() == []
    another_worker()
    while ids := lease():
        crosscheck_claims(ids)
    assert not Claim.objects.exclude(check_state=CheckState.DONE)
    assert attempts() == [0] * 4


def test_a_worker_that_lost_its_lease_changes_nothing_of_the_new_holders(another_worker):
    claim = SubmittedClaimFactory()
    lease()
    frozen = Holder.__new__(Holder)
    frozen.__dict__.update(holder.__dict__)
    another_worker()
    later(60)
    lease()
    holder_now = Claim.objects.get().lease_owner
    assert holder_now == holder.token
    new = dict(holder.__dict__)

    holder.__dict__.update(frozen.__dict__)  # the frozen one wakes up and goes on
    crosscheck_claims([claim.pk])
    holder.beat()
    Claim.objects.all().give_back(ids=[claim.pk], error="It broke.")
    Claim.objects.all().give_back_untried(ids=[claim.pk])
    Claim.objects.all().give_back_in_parts(ids=[claim.pk])
    claim.refresh_from_db()
    assert (claim.lease_owner, claim.check_state, claim.last_error) == (holder_now, CheckState.DUE, "")

    holder.__dict__.update(new)
    crosscheck_claims([claim.pk])
    claim.refresh_from_db()
    assert (claim.lease_owner, claim.check_state, claim.attempts) == ("", CheckState.DONE, 0)


def test_an_orderly_stop_gives_back_what_is_in_hand_without_a_charge(another_worker):
    first, *rest = [claim.pk for claim in SubmittedClaimFactory.create_batch(3)]
    lease(limit=1)
    lease()
    holder.give_up()
    assert attempts() == [0, 0, 0]
    another_worker()
    assert lease() == [first, *rest]


def test_what_the_database_refused_to_take_back_is_given_back_with_a_later_beat(another_worker, monkeypatch):
    ids = [claim.pk for claim in SubmittedClaimFactory.create_batch(2)]
    lease()
    holder.drop(Claim, ids)
    holder.owe(Claim, ids)
    with monkeypatch.context() as away:
        away.setattr(holding.connection, "close", lambda: None)  # the test's transaction must live on

        def refuse(*args, **kwargs):
            raise holding.InterfaceError("the connection is closed")

        away.setattr(Claim.objects._queryset_class, "give_back_untried", refuse)
        holder.beat()
    holder.beat()
    another_worker()
    assert lease() == ids


def test_a_clock_that_was_set_back_holds_nobody_up(another_worker):
    claim = SubmittedClaimFactory()
    lease()
    Claim.objects.update(lease_until=Now() + timedelta(hours=1))  # an hour was taken off the clock since
    another_worker()
    assert lease() == [claim.pk]


def test_each_process_has_a_name_of_its_own(another_worker):
    first = holder.token
    another_worker()
    assert holder.token != first


def test_a_lease_outlives_two_renewals_that_fail():
    assert timedelta(seconds=3 * holding.BEAT_SECONDS) < LEASE
