"""The tasks of the trials' worker: the engine's, with pieces in place of articles and claims."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from benchmarks.trials.behaviour import HASTE, LIMIT_SECONDS, behave
from benchmarks.trials.models import Piece, Result
from factcheck.work import RELEASED, holder, leases, processes, through
from factcheck.work.notify import notify_now
from factcheck.work.through import work_through
from factcheck.work.watch import SWEEP, beat
from factcheck.work.worker import SWEEP_TASK, timer

WORK_TASK = "trials.work"
BATCH = 25

if HASTE != 1:
    leases.LEASE, leases.RETRY_AFTER = leases.LEASE * HASTE, leases.RETRY_AFTER * HASTE
    through.PAUSE = leases.PAUSE * HASTE
    processes.GRACE = max(processes.GRACE * HASTE, timedelta(seconds=1))
    holder.BEAT_SECONDS *= HASTE
    holder.PULSE_SECONDS = holder.LOOK_SECONDS = 0.2
    timer.seconds = max(timer.seconds * HASTE, 1)


@shared_task(name=WORK_TASK, soft_time_limit=LIMIT_SECONDS, time_limit=LIMIT_SECONDS + 30)
def work() -> None:
    work_through(Piece.objects.all(), act, batch=BATCH, task=WORK_TASK)


def act(ids: list[int]) -> None:
    """Do the pieces and store their results, those that this process still holds, in one transaction."""
    for kind in Piece.objects.filter(pk__in=ids).values_list("kind", flat=True):
        behave(kind)
    with transaction.atomic():
        held = Piece.objects.held().filter(pk__in=ids).order_by("pk").select_for_update()
        mine = dict(held.values_list("pk", "number"))
        Piece.objects.filter(pk__in=mine).update(state="done", **RELEASED)
        Result.objects.bulk_create(Result(number=number, engine="factcheck") for number in mine.values())


@shared_task(name=SWEEP_TASK)
def sweep() -> None:
    Piece.objects.all().fail_abandoned()
    if Piece.objects.all().ready().exists():
        notify_now(WORK_TASK)
    beat(SWEEP)
