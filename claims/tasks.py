"""Celery tasks: each makes one action call. Each may run twice or never, as the rows say what is due."""

import gc
from collections.abc import Sequence
from functools import cache

from celery import shared_task
from django.utils import timezone

from claims import (
    bulk,
    jobs,  # noqa: F401 - registers what the schedules do
    pending,
)
from claims.crosscheck import crosscheck_claims
from claims.extract import extract_article
from claims.models import CROSSCHECK_TASK, RECHECK_TASK, Claim
from claims.querysets import ClaimQuerySet
from claims.runs import RUN_TASK, advance_runs
from claims.transitions import checks_failed, close_finished_articles
from factcheck.webhooks.models import DELIVER_TASK, Delivery
from factcheck.work import schedules
from factcheck.work.notify import notify_now
from factcheck.work.tables import ScheduledRun
from factcheck.work.through import work_through
from factcheck.work.watch import SWEEP, beat
from factcheck.work.worker import SWEEP_TASK
from sources.models import EXTRACT_LONG_TASK, EXTRACT_TASK, Article

CROSSCHECK_BATCH = 250
RECHECK_BATCH = 50  # what is posted meanwhile waits for the batch in hand at most


@cache
def freeze_models() -> None:
    """Exclude the loaded models from garbage collection, once a process: they stay as long as it does.

    Collecting over their half a million objects took a tenth of a worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)  # a batch makes a few hundred thousand objects that live as long as it does


@shared_task(name=EXTRACT_TASK, soft_time_limit=120, time_limit=150)
def extract_articles(ids: Sequence[int] = ()) -> None:
    """Find the claims of articles. `ids` only say why it was sent: whatever is due is worked on."""
    work_through(Article.objects.short(), extract, batch=1, task=EXTRACT_TASK)


@shared_task(name=EXTRACT_LONG_TASK, soft_time_limit=900, time_limit=960)
def extract_long_articles() -> None:
    """Find the claims of long articles, which nobody else's article waits for."""
    work_through(Article.objects.long(), extract, batch=1, task=EXTRACT_LONG_TASK)


@shared_task(name=CROSSCHECK_TASK, soft_time_limit=240, time_limit=300)
def check_claims(ids: Sequence[int] = ()) -> None:
    """Cross-check claims that were posted, found or asked for."""
    check_due(Claim.objects.asked_for(), batch=CROSSCHECK_BATCH, task=CROSSCHECK_TASK)


@shared_task(name=RECHECK_TASK, soft_time_limit=240, time_limit=300)
def recheck_claims() -> None:
    """Cross-check claims of background runs; what was posted or asked for goes first here too."""
    check_due(Claim.objects.all(), batch=RECHECK_BATCH, task=RECHECK_TASK)


@shared_task(name=RUN_TASK, soft_time_limit=240, time_limit=300)
def go_on_with_runs(ids: Sequence[int] = ()) -> None:
    """Begin runs, and make due what is next of those under way."""
    advance_runs(now=timezone.now())


@shared_task(name=bulk.TASK, soft_time_limit=120, time_limit=150)
def go_on_in_bulk(ids: Sequence[int] = ()) -> None:
    """Go on with what reviewers do with many claims at once."""
    bulk.go_on(now=timezone.now())


def extract(ids: list[int]) -> None:
    extract_article(ids[0], now=timezone.now())
    freeze_models()


def check_due(rows: ClaimQuerySet, *, batch: int, task: str) -> None:
    checks_failed(work_through(rows, crosscheck, batch=batch, task=task))
    advance_runs(now=timezone.now())


def crosscheck(ids: list[int]) -> None:
    crosscheck_claims(ids)
    freeze_models()


@shared_task(name=SWEEP_TASK)
def sweep() -> None:
    """Send messages for what is due, fail rows that have used up their attempts, close articles that are done, and seal
    verdicts that can be undone no more."""
    pending.seal_due(now=timezone.now())
    Article.objects.all().fail_abandoned()
    ScheduledRun.objects.all().fail_abandoned()
    Delivery.objects.all().fail_abandoned()
    checks_failed(Claim.objects.all().fail_abandoned())
    for rows, task in (
        (Article.objects.short(), EXTRACT_TASK),
        (Article.objects.long(), EXTRACT_LONG_TASK),
        (Claim.objects.asked_for(), CROSSCHECK_TASK),
        (Claim.objects.in_background(), RECHECK_TASK),
        (ScheduledRun.objects.all(), schedules.TASK),
        (Delivery.objects.all(), DELIVER_TASK),
    ):
        if rows.ready().exists():
            notify_now(task)
    close_finished_articles()
    advance_runs(now=timezone.now())
    if bulk.under_way().exists():
        notify_now(bulk.TASK)
    beat(SWEEP)
