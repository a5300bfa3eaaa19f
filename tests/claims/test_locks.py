"""The order of locks, read from the statements themselves, and tried with workers that run into each other."""

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from claims import record, runs, seen, statements, tasks, vector_store
from claims.crosscheck import crosscheck_claims
from claims.locks import ORDER
from claims.models import Claim, CrossReference
from claims.review import ReviewError, record_judgement, record_verdict
from claims.submissions import SubmittedClaim, submit_claims
from factcheck import conflicts
from sources import origins
from sources.models import Article
from tests.claims.desk import MINE, MINE_AGAIN, NOW, outlet, publish, work
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://morning-post.example/mine"
ADVISORY = {
    origins.LOCK: "origins",
    statements.LOCK: "statements",
    vector_store.VECTORS_LOCK: "vectors",
    record.LOCK: "record",
}
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
        if kind == "claims_claim" and "ANY(" in sql and keys_in(params) <= self.keys[number]:
            return  # all of them are locked already
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
        submit_claims([SubmittedClaim(outlet("Radio One"), MINE)], client=reviewer, now=NOW)
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


# What happens at once; each is given the number of the round.


def publish_and_extract(number: int) -> None:
    publish("Morning Post", f"{MINE} Rescuers came at {number} past nine, Brandt said on Monday.", url=URL)
    tasks.extract_articles()


def check_some(number: int) -> None:
    ids = list(Claim.objects.current().values_list("pk", flat=True))
    crosscheck_claims(random.Random(number).sample(ids, len(ids) * 2 // 3))


def start_runs(number: int) -> None:
    everything = runs.request_run(requested_by=None, now=timezone.now())
    runs.request_run(source=outlet("Evening Sun"), requested_by=None, now=timezone.now())
    runs.advance_runs(now=timezone.now())
    if number % 2:
        runs.cancel_run(everything.pk, by=User.objects.get(username="rita"), now=timezone.now())


def review_some(number: int) -> None:
    reviewer = User.objects.get(username="rita")
    for reference in list(CrossReference.objects.order_by("pk")[:3]):
        answer = ("confirmed", "rejected")[number % 2]
        record_judgement(cross_reference_id=reference.pk, answer=answer, by=reviewer, now=timezone.now())
        decide(reference.left_id, reviewer)


def post_more(number: int) -> None:
    client = User.objects.get(username="rita")
    submit_claims([SubmittedClaim(outlet("Radio One"), f"{MINE_AGAIN} Round {number}.")], client=client, now=NOW)
    work()


AT_ONCE = (publish_and_extract, check_some, check_some, start_runs, review_some, post_more)
# Somebody else may have been faster, and that is an answer; a deadlock is none.
ANSWERS = (ReviewError, runs.RunError, Claim.DoesNotExist, CrossReference.DoesNotExist)


def hesitating(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Holds what a statement locked for a moment, so that others come between."""
    result = execute(sql, params, many, context)
    if "UPDATE" in sql or "lock" in sql:
        time.sleep(random.uniform(0, 0.01))
    return result


def test_checks_runs_new_versions_and_verdicts_at_once_never_wait_for_each_other(monkeypatch):
    monkeypatch.setattr(conflicts, "TRIES", 1)
    UserFactory(username="rita", group="Reviewers")
    for name in ("Evening Sun", "Daily Star", "Hill Echo", "Lake Herald"):
        publish(name, f"{MINE_AGAIN} Reuters reported it first.")
    publish("Morning Post", MINE, url=URL)
    work()
    troubles: list[BaseException] = []
    together = threading.Barrier(len(AT_ONCE))

    def act(action: Callable[[int], None], seed: int) -> None:
        try:
            together.wait()
            with connection.execute_wrapper(hesitating):
                for number in range(5):
                    try:
                        action(10 * seed + number)
                    except ANSWERS:
                        continue
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    workers = [threading.Thread(target=act, args=(action, seed)) for seed, action in enumerate(AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [trouble for trouble in troubles if isinstance(trouble, OperationalError)] == []
    assert troubles == []
    # What a lock kept from being done is due again some seconds later.
    for _ in range(60):
        work()
        tasks.sweep()
        if not Article.objects.filter(state="extracted").exists():
            break
        time.sleep(0.5)
    assert not Article.objects.filter(state="extracted").exists()
    assert not runs.CrossCheckRun.objects.filter(state="queued").exists()
