"""The one chain over all decisions: its numbers, its head outside the database, its keys."""

import hashlib
import hmac
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from claims import record
from claims.models import Claim
from claims.record_check import check
from claims.record_models import RecordEntry, Verdict
from tests.claims.desk import NOW
from tests.factories import (
    UserFactory,
    VerdictFactory,
)
from tests.roles import tamper

pytestmark = pytest.mark.django_db


def test_numbers_have_no_gap_though_a_decision_between_was_taken_back(recorded):
    with pytest.raises(ZeroDivisionError):
        with_a_fault(recorded)
    VerdictFactory(claim=recorded)
    assert list(RecordEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def with_a_fault(claim: Claim) -> None:
    with transaction.atomic():
        VerdictFactory(claim=claim)
        raise ZeroDivisionError


def test_the_head_outside_the_database_is_never_lowered(recorded, settings):
    before = Path(settings.RECORD_HEAD_FILE).read_text()
    record.keep_head(2, "f" * 64)
    assert Path(settings.RECORD_HEAD_FILE).read_text() == before
    assert record.kept_head()[0] == 4


def test_the_key_of_the_record_is_not_the_setting_itself(settings):
    plain = hmac.digest(settings.RECORD_KEY.encode(), b"x", hashlib.sha256)
    assert hmac.digest(record.key(settings.RECORD_KEY), b"x", hashlib.sha256) != plain


def test_decisions_of_before_the_record_are_entered_in_the_order_in_which_they_were_given(recorded):
    tamper("DELETE FROM claims_recordentry")
    migration = import_module("claims.migrations.0010_record_of_decisions")
    migration.enter_earlier_decisions(apps, None)
    kinds = RecordEntry.objects.order_by("number").values_list("number", "verdict__claim", "judgement__left")
    last = Claim.objects.latest("pk")
    assert list(kinds) == [(1, recorded.pk, None), (2, recorded.pk, None), (3, None, recorded.pk), (4, last.pk, None)]
    assert [entry.digest for entry in RecordEntry.objects.filter(judgement=None).order_by("number")] == list(
        Verdict.objects.order_by("pk").values_list("hash", flat=True)
    )
    assert check(now=NOW).faults == 0


@pytest.mark.django_db(transaction=True)
def test_decisions_that_are_made_at_once_get_one_number_each_without_a_gap():
    claims = [VerdictFactory().claim for _ in range(4)]
    begin = threading.Barrier(len(claims))
    by = UserFactory(group="Reviewers")

    def decide(claim: Claim) -> None:
        try:
            begin.wait(20)
            for _ in range(3):
                VerdictFactory(claim=claim, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(claims)) as pool:
        list(pool.map(decide, claims))
    assert list(RecordEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 17))
    assert check(now=NOW).sentences == []
    assert record.kept_head()[0] == 16
