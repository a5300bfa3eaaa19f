"""Cross-check runs: many claims checked again, on a schedule or on request, with their progress."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q

from claims.models import CROSSCHECK_TASK, RECHECK_TASK, Claim, CrossCheckRun
from claims.states import CheckPriority, CheckState, RunState
from factcheck.doorbell import ring
from sources.models import Article, Source

REQUESTED = "requested"


def request_run(
    *,
    source: Source | None = None,
    article: Article | None = None,
    requested_by: User | None,
    schedule: str = REQUESTED,
    now: datetime,
) -> CrossCheckRun:
    """Ask for a cross-check of all current claims, or of those of one source or article.

    `now` is the start of the window for a schedule: a second request for the same window returns the first run.
    """
    with transaction.atomic():
        run, created = CrossCheckRun.objects.get_or_create(
            schedule=schedule,
            window_start=now,
            defaults={"source": source, "article": article, "requested_by": requested_by},
        )
        if created:
            start(run)
    return run


def start(run: CrossCheckRun) -> None:
    """Make the run's claims due. They are checked in the workers' own time, a slice at a time."""
    claims = Claim.objects.current()
    if run.source_id:
        claims = claims.filter(source=run.source_id)
    if run.article_id:
        claims = claims.filter(article=run.article_id)
    background = run.schedule != REQUESTED
    again = {"check_state": CheckState.DUE, "run": run, "attempts": 0, "last_error": ""}
    if background:  # what somebody waits for keeps its place
        waiting = claims.due().asked_for()
        run.total = waiting.update(**again)
        run.total += claims.exclude(run=run).update(**again, check_priority=CheckPriority.BACKGROUND)
    else:
        run.total = claims.update(**again, check_priority=CheckPriority.ASKED_FOR)
    run.state = RunState.RUNNING
    run.save(update_fields=["total", "state"])
    ring(RECHECK_TASK if background else CROSSCHECK_TASK)


def refresh_progress(*, now: datetime) -> int:
    """Count what open runs have left, and close those that have nothing left; returns how many are still open."""
    runs = CrossCheckRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING]).annotate(
        left=Count("claims", filter=Q(claims__check_state=CheckState.DUE, claims__current=True)),
        lost=Count("claims", filter=Q(claims__check_state=CheckState.FAILED)),
    )
    still_open = 0
    for run in runs:
        run.done, run.failed = run.total - run.left - run.lost, run.lost
        if run.left:
            still_open += 1
        else:
            run.state, run.finished_at = RunState.DONE, now
            run.error = f"{run.lost} claims could not be checked; each says why." if run.lost else ""
        run.save(update_fields=["done", "failed", "state", "finished_at", "error"])
    return still_open


def retry(claim_ids: Iterable[int]) -> int:
    """Check failed claims again; returns how many."""
    with transaction.atomic():
        ids = Claim.objects.try_again(claim_ids)
        ring(CROSSCHECK_TASK)
    return len(ids)
