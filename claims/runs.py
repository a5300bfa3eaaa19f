"""Cross-check runs: many claims checked again, on a schedule or on request, with their progress.

A run passes through its claims by rising id. It makes the next slice due when little of the last is left, so that new
work never waits for it, and the request for a run over a million claims is cheap. Claims checked since the run began
are not checked again, whoever asked; so runs that overlap do not repeat work.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from claims import transitions
from claims.choices import CheckPriority, RunState
from claims.models import CROSSCHECK_TASK, RECHECK_TASK, Claim, CrossCheckRun
from claims.querysets import ClaimQuerySet
from factcheck.conflicts import again_on_conflict
from factcheck.work import MAX_ATTEMPTS
from factcheck.work.notify import notify_workers
from sources.models import Article, Source

RUN_TASK = "claims.advance_runs"  # the task that is sent when runs can go on
SLICE = 5_000  # claims
AT_ONCE = 10  # runs; others wait in the queue

logger = logging.getLogger(__name__)


class RunError(ValueError):
    """Why a run can't be cancelled or resumed, as a sentence."""


class RunDenied(RunError):
    """The person may do neither."""


@again_on_conflict
def request_run(
    *,
    source: Source | None = None,
    article: Article | None = None,
    requested_by: User | None,
    schedule: str = CrossCheckRun.REQUESTED,
    since: datetime | None = None,
    now: datetime,
) -> CrossCheckRun:
    """Ask for a cross-check of all current claims, or of those of one source or article, or stored since a moment.

    `now` is the start of the window for a schedule: a second request for the same window returns the first run. A
    request for what waits in the queue already returns the run that waits.
    """
    scope = {"source": source, "article": article, "since": since}
    with transaction.atomic():
        if schedule == CrossCheckRun.REQUESTED:
            run = CrossCheckRun.objects.filter(**scope, schedule=schedule, state=RunState.QUEUED).first()
            if run is None:
                run = CrossCheckRun.objects.create(
                    **scope, schedule=schedule, window_start=now, requested_by=requested_by
                )
        else:
            values = {**scope, "requested_by": requested_by}
            run, _ = CrossCheckRun.objects.get_or_create(schedule=schedule, window_start=now, defaults=values)
        notify_workers(RUN_TASK)
    return run


@again_on_conflict
def cancel_run(run_id: int, *, by: User, now: datetime) -> CrossCheckRun:
    """Stop a run: what it made due is due no more, unless something else asks for it.

    Raises RunDenied or RunError with a sentence; CrossCheckRun.DoesNotExist for an unknown run.
    """
    with transaction.atomic():
        run = CrossCheckRun.objects.select_for_update(no_key=True).get(pk=run_id)
        if not (by.has_perm("claims.review_claim") or run.requested_by_id == by.pk):
            raise RunDenied("Only a reviewer, or who asked for the run, may cancel it.")
        if run.state == RunState.CANCELLED:
            return run
        name = by.get_username()
        if not transitions.run_moved(run, transitions.RUN_CANCELLED, finished_at=now, error=f"Cancelled by {name}."):
            raise RunError(f"The run is over: it is {run.get_state_display().lower()}.")
        withdraw(run)
    return run


@again_on_conflict
def resume_run(run_id: int, *, by: User) -> CrossCheckRun:
    """Go on with a run that was cancelled or has failed: claims checked since it began are not checked again.

    Raises RunDenied or RunError with a sentence; CrossCheckRun.DoesNotExist for an unknown run.
    """
    with transaction.atomic():
        run = CrossCheckRun.objects.select_for_update(no_key=True).get(pk=run_id)
        if not (by.has_perm("claims.review_claim") or run.requested_by_id == by.pk):
            raise RunDenied("Only a reviewer, or who asked for the run, may resume it.")
        if run.state in transitions.OPEN:
            return run
        # From the first claim on: those it had passed and not checked were let go when it stopped.
        anew = {"position": 0, "passed": 0, "attempts": 0, "finished_at": None, "error": ""}
        if not transitions.run_moved(run, transitions.RUN_RESUMED, **anew):
            raise RunError(f"The run is over: it is {run.get_state_display().lower()}.")
        notify_workers(RUN_TASK)
    return run


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run goes: claims a second since it began, and seconds until it is done; None where not known."""

    rate: float | None
    seconds_left: int | None


def pace(run: CrossCheckRun, *, now: datetime) -> Pace:
    settled = run.done + run.failed
    if run.state != RunState.RUNNING or not (settled and run.started_at and run.total is not None):
        return Pace(None, None)
    rate = settled / max((now - run.started_at).total_seconds(), 1.0)
    return Pace(round(rate, 2), round(max(run.total - settled, 0) / rate))


def claims_of(run: CrossCheckRun) -> ClaimQuerySet:
    """The current claims that the run is about: those stored when it began."""
    claims = Claim.objects.current()
    if run.started_at:
        claims = claims.filter(created_at__lte=run.started_at)
    if run.since:
        claims = claims.filter(created_at__gte=run.since)
    if run.source_id:
        claims = claims.filter(source=run.source_id)
    if run.article_id:
        claims = claims.filter(article=run.article_id)
    return claims


def priority_of(run: CrossCheckRun) -> CheckPriority:
    """The priority of the run's checks: high for an article's few claims, below submitted claims for other runs."""
    if run.schedule != CrossCheckRun.REQUESTED:
        return CheckPriority.BACKGROUND
    return CheckPriority.ASKED_FOR if run.article_id else CheckPriority.LARGE_RUN


def advance_runs(*, now: datetime) -> int:
    """Begin runs, make the next slices due, count what is done, close what is; returns how many are still open."""
    runs = CrossCheckRun.objects.filter(state__in=transitions.OPEN).order_by("pk")[:AT_ONCE]
    for pk in list(runs.values_list("pk", flat=True)):
        try:
            advance(pk, now=now)
        except Exception as error:
            logger.exception("Run %s could not go on", pk)
            note_failure(pk, f"{type(error).__name__}: {error}", now=now)
    return CrossCheckRun.objects.filter(state__in=transitions.OPEN).count()


@again_on_conflict
def advance(run_id: int, *, now: datetime) -> None:
    """One step of a run; nothing when another worker is at it."""
    with transaction.atomic():
        rows = CrossCheckRun.objects.filter(pk=run_id, state__in=transitions.OPEN)
        run = rows.select_for_update(no_key=True, skip_locked=True).first()
        if run is None:
            return
        if run.state == RunState.QUEUED:
            transitions.run_moved(run, transitions.RUN_BEGUN, started_at=Coalesce("started_at", Now()))
            run.total = claims_of(run).count()
        left = unchecked(run).count()
        ids = next_slice(run) if left < SLICE else []
        if ids:
            left = unchecked(run).count()
        failed = claims_of(run).filter(**ClaimQuerySet.FAILED, pk__lte=run.position).count()
        run.total = max(run.total or 0, run.passed)
        run.failed, run.done, run.attempts = failed, max(run.passed - left - failed, 0), 0
        run.save(update_fields=["total", "position", "passed", "done", "failed", "attempts"])
        if not (ids or left):
            error = could_not_be_checked(failed)
            # Claims that were retired before their turn are not checked.
            transitions.run_moved(run, transitions.RUN_DONE, finished_at=now, error=error, total=run.passed)


def could_not_be_checked(count: int) -> str:
    """A sentence on the failed claims; empty for none."""
    if count == 1:
        return "1 claim could not be checked; it says why."
    return f"{count:,} claims could not be checked; each says why." if count else ""


def unchecked(run: CrossCheckRun) -> ClaimQuerySet:
    """The claims that the run has passed and that still await a check."""
    since = Q(checked_at__isnull=True) | Q(checked_at__lt=run.started_at)
    return claims_of(run).due().filter(since, pk__lte=run.position)


def next_slice(run: CrossCheckRun) -> list[int]:
    """Pass the next claims of the run, and make due those that were not checked since it began."""
    following = claims_of(run).filter(pk__gt=run.position).order_by("pk").values_list("pk", flat=True)
    ids = list(following[:SLICE])
    if ids:
        present = Claim.objects.lock(ids)
        waiting = Claim.objects.filter(pk__any_of=present).exclude(checked_at__gte=run.started_at)
        transitions.ask_for_checks(list(waiting.values_list("pk", flat=True)), priority=priority_of(run), run=run)
        run.position, run.passed = ids[-1], run.passed + len(ids)
        notify_workers(RECHECK_TASK if priority_of(run) == CheckPriority.BACKGROUND else CROSSCHECK_TASK)
    return ids


@again_on_conflict
def note_failure(run_id: int, error: str, *, now: datetime) -> None:
    """Count a step that failed; after MAX_ATTEMPTS in succession the run is failed, with the reason."""
    with transaction.atomic():
        run = CrossCheckRun.objects.select_for_update(no_key=True).get(pk=run_id)
        run.attempts, run.error = run.attempts + 1, error[:2000]
        run.save(update_fields=["attempts", "error"])
        if run.attempts >= MAX_ATTEMPTS and transitions.run_moved(run, transitions.RUN_FAILED, finished_at=now):
            withdraw(run)


def withdraw(run: CrossCheckRun) -> None:
    """Make claims that an ended run made due no longer due, unless a worker holds or another run has passed them."""
    mine = Claim.objects.filter(run=run).ready()
    mine = Claim.objects.filter(pk__any_of=Claim.objects.lock(mine.values_list("pk", flat=True)))
    for other in CrossCheckRun.objects.filter(state=RunState.RUNNING).order_by("pk")[:AT_ONCE]:
        mine.filter(run=run, pk__in=unchecked(other)).update(run=other)
    transitions.withdraw_checks(mine.filter(run=run))


@again_on_conflict
def retry(claim_ids: Iterable[int]) -> int:
    """Check failed claims again; returns how many."""
    with transaction.atomic():
        ids = Claim.objects.try_again(claim_ids)
        notify_workers(CROSSCHECK_TASK)
    return len(ids)
