import threading

import pytest
from django.db import OperationalError, connection, transaction

from claims.models import Claim
from claims.record_models import Judgement
from factcheck.conflicts import TRIES, again_on_conflict
from tests.api import ROOT, client_of, problem_of
from tests.factories import ClaimFactory, CrossReferenceFactory
from tests.locks import held, impatient, in_thread

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_transactions_that_wait_for_each_other_the_loser_runs_again_and_both_are_done():
    first, second = ClaimFactory(), ClaimFactory()
    both_hold_one = threading.Barrier(2)
    tries, done = [], []

    @again_on_conflict
    def name(one: Claim, other: Claim, claimant: str) -> None:
        tries.append(claimant)
        with transaction.atomic():
            Claim.objects.lock([one.pk])
            if tries.count(claimant) == 1:
                both_hold_one.wait(60)
            Claim.objects.lock([other.pk])
            Claim.objects.filter(pk__in=[one.pk, other.pk]).update(claimant=claimant)
        done.append(claimant)

    threads = [in_thread(name, first, second, "Ada"), in_thread(name, second, first, "Bo")]
    for thread in threads:
        thread.join()
    assert sorted(done) == ["Ada", "Bo"]
    assert len(tries) >= 3  # it may lose again
    assert set(Claim.objects.values_list("claimant", flat=True)) == {done[-1]}


def test_an_answer_of_503_comes_only_after_all_tries_and_nothing_is_stored(caplog):
    reference, client = CrossReferenceFactory(), client_of("Reviewers")
    address = f"{ROOT}/cross-references/{reference.pk}/judgements/"
    with impatient(), held(reference.left), caplog.at_level("INFO", logger="factcheck.conflicts"):
        problem_of(client.post(address, {"answer": "confirmed"}), 503)
    assert len([record for record in caplog.records if record.name == "factcheck.conflicts"]) == TRIES - 1
    assert not Judgement.objects.exists()
    assert client.post(address, {"answer": "confirmed"}).status_code == 201


def test_within_a_callers_transaction_it_is_run_once_because_that_is_lost():
    claim = ClaimFactory()
    tries = []

    @again_on_conflict
    def lock() -> None:
        tries.append(1)
        Claim.objects.lock([claim.pk])

    with impatient(), held(claim), pytest.raises(OperationalError), transaction.atomic():
        lock()
    assert tries == [1]


def test_an_error_that_is_no_conflict_is_raised_at_once():
    tries = []

    @again_on_conflict
    def fail() -> None:
        tries.append(1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(10)")

    with pytest.raises(OperationalError):
        fail()
    assert tries == [1]
