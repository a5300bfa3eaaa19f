"""One order of locks, read from the statements themselves."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from claims import mapping, record, runs, seen, tasks
from claims.intake import PostedClaim, post_claims
from claims.locks import ORDER
from claims.models import Claim, CrossReference
from claims.review import record_judgement, record_verdict
from sources import origins
from sources.models import Article
from tests.claims.desk import MINE, MINE_AGAIN, NOW, outlet, publish, work
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://morning-post.example/mine"
ADVISORY = {origins.LOCK: "origins", mapping.VECTORS_LOCK: "vectors", record.LOCK: "record"}
LOCKING = re.compile(r'(?:UPDATE|DELETE FROM|INSERT INTO|FROM) "?(?P<table>\w+)')


class Recorder:
    """An execute_wrapper that keeps, for each transaction, what goes against the order."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.kinds: dict[int, list[str]] = defaultdict(list)
        self.keys: dict[int, set[int]] = defaultdict(set)

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        kind = self.kind(sql, params)
        if kind and connection.in_atomic_block:
            self.note(transaction_number(), kind, sql, params)
        return execute(sql, params, many, context)

    def kind(self, sql: str, params: Any) -> str:
        if "pg_advisory_xact_lock" in sql:
            return ADVISORY.get(params[0], f"advisory lock {params[0]}")
        found = LOCKING.search(sql)
        locks = "UPDATE" in sql or sql.startswith("DELETE")
        return found["table"] if found and locks and found["table"] in ORDER else ""

    def note(self, number: int, kind: str, sql: str, params: Any) -> None:
        before = self.kinds[number]
        waits = "SKIP LOCKED" not in sql and not ("FOR " not in sql and kind in before)
        if kind not in ORDER:
            self.wrong.append(f"{kind} has no place in the order: {sql[:200]}")
        elif waits and any(ORDER.index(kind) < ORDER.index(one) for one in before if one in ORDER):
            self.wrong.append(f"{kind} after {before}: {sql[:200]}")
        if kind == "claims_claim" and waits:
            self.note_keys(number, keys_in(params), sql)
        if "SKIP LOCKED" in sql:
            return
        before.append(kind)

    def note_keys(self, number: int, keys: set[int], sql: str) -> None:
        """Claims are locked by rising keys, all that are needed at once."""
        if "FOR " in sql and len(keys) > 1 and "ORDER BY" not in sql:
            self.wrong.append(f"no order among claims: {sql[:200]}")
        new = keys - self.keys[number]
        if new and self.keys[number] and min(new) < max(self.keys[number]):
            self.wrong.append(f"claims {sorted(new)} after {sorted(self.keys[number])}: {sql[:200]}")
        self.keys[number] |= keys


def keys_in(params: Any) -> set[int]:
    """The keys that a statement names: arrays sent as text, or single numbers."""
    arrays = [one for one in params or () if isinstance(one, str) and re.fullmatch(r"\{[\d,]*\}", one)]
    named = {int(key) for array in arrays for key in array.strip("{}").split(",") if key}
    return named or {one for one in params or () if type(one) is int and one > 1}


def transaction_number() -> int:
    return connection.connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()[0]


@contextmanager
def recorded() -> Iterator[Recorder]:
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder


def test_every_action_takes_its_locks_in_the_one_order():
    reviewer = UserFactory(group="Reviewers")
    with recorded() as recorder:
        publish("Morning Post", f"{MINE} Reuters reported it first.", url=URL)
        publish("Evening Sun", f"{MINE_AGAIN} This was first reported by Reuters.")
        work()
        reference = CrossReference.objects.order_by("-score").first()
        record_judgement(cross_reference_id=reference.pk, answer="confirmed", by=reviewer, now=NOW)
        decide(reference.left_id, reviewer)
        post_claims([PostedClaim(outlet("Radio One"), MINE)], client=reviewer, now=NOW)
        work()
        publish("Morning Post", f"{MINE} Rescuers are on their way, Brandt said.", url=URL)
        work()
        run = runs.request_run(requested_by=None, now=NOW)
        runs.advance_runs(now=timezone.now())
        other = runs.request_run(source=outlet("Evening Sun"), requested_by=None, now=timezone.now())
        runs.advance_runs(now=timezone.now())
        runs.cancel_run(run.pk, by=reviewer, now=timezone.now())
        work()
        Claim.objects.update(check_state="failed")
        runs.retry(Claim.objects.values_list("pk", flat=True))
        tasks.sweep()
        work()
    other.refresh_from_db()
    assert other.state == "done"
    assert recorder.wrong == []
    taken = {kind for kinds in recorder.kinds.values() for kind in kinds}
    assert taken == set(ORDER)


def test_a_lock_against_the_order_is_noticed():
    publish("Morning Post", f"{MINE} Rescuers are on their way, Brandt said.")
    work()
    first, *_, last = Claim.objects.order_by("pk").values_list("pk", flat=True)
    with recorded() as recorder, transaction.atomic():
        Claim.objects.lock([last])
        Claim.objects.lock([first])
        list(Article.objects.select_for_update(no_key=True).values_list("pk"))
        connection.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [5])
    assert [wrong.split(":")[0] for wrong in recorder.wrong] == [
        f"claims [{first}] after [{last}]",
        "sources_article after ['claims_claim', 'claims_claim']",
        "advisory lock 5 has no place in the order",
    ]


def decide(claim_id: int, by: User) -> None:
    version = seen.version(Claim.objects.get(pk=claim_id))
    record_verdict(
        claim_id=claim_id, status="disputed", rationale="It was dry.", by=by, expected_version=version, now=NOW
    )
