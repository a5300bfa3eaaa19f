"""Celery tasks: ids in, one action call. Each may run twice, or never: the rows know what is due."""

import gc
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from celery import shared_task
from django.utils import timezone

from claims.crosscheck import crosscheck_claims
from claims.extract import extract_article
from claims.mapping import remove_unused_vectors
from claims.models import CROSSCHECK_TASK, Claim
from claims.record_check import check
from claims.runs import RUN_TASK, advance_runs, request_run
from claims.transitions import close_finished_articles
from factcheck.doorbell import ring
from factcheck.work import WorkQuerySet
from sources.ingest import EXTRACT_TASK
from sources.models import Article

logger = logging.getLogger(__name__)

CROSSCHECK_BATCH = 250


def work_through(rows: WorkQuerySet, action: Callable[[list[int]], object], *, batch: int) -> int:
    """Take ready rows and act on them, a batch at a time, until none is left; returns how many were done.

    A batch that fails is tried again row by row, so that one bad row does not fail its neighbours.
    """
    done = 0
    while ids := rows.take(now=timezone.now(), limit=batch):
        try:
            action(ids)
        except Exception as error:
            logger.exception("Work on %s %s failed", rows.model.__name__, ids)
            if len(ids) == 1:
                rows.give_back(ids=ids, now=timezone.now(), error=f"{type(error).__name__}: {error}")
                continue
            for one in ids:
                try:
                    action([one])
                except Exception as error_of_one:
                    rows.give_back(
                        ids=[one], now=timezone.now(), error=f"{type(error_of_one).__name__}: {error_of_one}"
                    )
        done += len(ids)
        spare_the_models()
    return done


@cache
def spare_the_models() -> None:
    """Once a process, when the models are loaded: they stay as long as it does, so no garbage is looked for in them.

    Looking through their half a million objects over and over took a tenth of a worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)  # a batch makes a few hundred thousand objects that live as long as it does


@shared_task(name=EXTRACT_TASK)
def extract_articles(ids: Sequence[int] = ()) -> None:
    """Find the claims of articles. `ids` only say why the bell rang: whatever is due is worked on."""
    work_through(Article.objects.all(), lambda taken: extract_article(taken[0], now=timezone.now()), batch=1)


@shared_task(name=CROSSCHECK_TASK)
def check_claims(ids: Sequence[int] = ()) -> None:
    """Cross-check claims. `ids` only say why the bell rang: whatever is due is worked on."""
    work_through(Claim.objects.all(), crosscheck_claims, batch=CROSSCHECK_BATCH)
    advance_runs(now=timezone.now())


@shared_task(name=RUN_TASK)
def go_on_with_runs(ids: Sequence[int] = ()) -> None:
    """Begin runs, and make due what is next of those under way."""
    advance_runs(now=timezone.now())


@shared_task(name="claims.sweep")
def sweep() -> None:
    """Ring again for what is due, and fail what has used up its attempts."""
    now = timezone.now()
    for rows, task in ((Article.objects.all(), EXTRACT_TASK), (Claim.objects.all(), CROSSCHECK_TASK)):
        rows.fail_abandoned(now=now)
        if rows.ready(now=now).exists():
            ring(task)
    close_finished_articles()
    advance_runs(now=now)


@shared_task(name="claims.start_daily_run")
def start_daily_run() -> None:
    """The daily cross-check of all claims: once a day, however often it is asked for."""
    request_run(requested_by=None, schedule="daily", now=midnight(timezone.now()))
    remove_unused_vectors()  # last: where a claim takes one up at this very moment it fails, and the next day does it


@shared_task(name="claims.check_record")
def check_record() -> None:
    """Look daily whether every recorded decision is there and unaltered; the desk's first page shows the result."""
    result = check(now=timezone.now())
    for sentence in result.sentences:
        logger.error("Record: %s", sentence)


def midnight(now: datetime) -> datetime:
    """The start of the day, in UTC."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
