"""What the schedules of claims do. Each job looks at all there is, so that it may be missed, late, or run twice."""

import logging
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from claims import bulk, pending
from claims.record_check import check
from claims.runs import request_run
from claims.suggestions import out_of_step
from claims.vector_store import remove_unused_vectors
from factcheck.api import idempotency
from factcheck.work import schedules
from factcheck.work.schedules import EPOCH, Job

RECENT = timedelta(days=30)

logger = logging.getLogger(__name__)


def recheck_recent(now: datetime) -> str:
    """Have the claims of the last 30 days compared again, in the background."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    run = request_run(requested_by=None, schedule="recent", now=midnight, since=midnight - RECENT)
    return f"Run {run.pk} checks the claims of the last {RECENT.days} days again."


def recheck_after_a_new_engine(now: datetime) -> str:
    """Have all claims compared again, in the background, when none of the runs was for this version of the engine."""
    # Here and not above: it loads the library of the language model, and the web only lists the jobs.
    from claims.engine_version import ENGINE_VERSION

    # A window that never ends: an engine has one run, whenever it is looked.
    run = request_run(requested_by=None, schedule=f"engine {ENGINE_VERSION}"[:100], now=EPOCH)
    return f"Run {run.pk} is the one for the present engine."


def renew_suggestions_of_decided_claims(now: datetime) -> str:
    """Derive the suggestions of decided claims anew, so that a verdict that was overtaken is marked stale."""
    count = sum(1 for _ in out_of_step(repair=True, decided=True))
    return f"{count} suggestions of decided claims were renewed."


def check_record(now: datetime) -> str:
    """Check that every recorded decision is there and unaltered; the desk's first page shows the result."""
    result = check(now=now)
    for sentence in result.sentences:
        logger.error("Record: %s", sentence)
    return (
        f"{len(result.sentences)} faults were found." if result.sentences else "Every decision is there and unaltered."
    )


def delete_what_expired(now: datetime) -> str:
    """Delete kept answers, sessions, runs of schedules and undone verdicts that nobody needs any more."""
    pending.forget_old(now=now)
    bulk.forget_previews(now=now)
    answers = idempotency.delete_expired(now=now)
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    runs = schedules.delete_old_runs(now=now)
    return f"Deleted: {answers} kept answers, {sessions} sessions, {runs} runs of schedules."


def remove_vectors(now: datetime) -> str:
    """Remove the sentence vectors that no claim has."""
    remove_unused_vectors()
    return "Vectors without a claim are removed."


for job in (
    Job(
        "recheck-recent", "Check recent claims again", "Compares the claims of the last 30 days again.", recheck_recent
    ),
    Job(
        "recheck-engine",
        "Check all claims again after an update",
        "Compares all claims again, once for each new version of the comparison.",
        recheck_after_a_new_engine,
    ),
    Job(
        "stale-verdicts",
        "Look for stale verdicts",
        "Derives the suggestions of decided claims anew, and marks verdicts that were overtaken.",
        renew_suggestions_of_decided_claims,
    ),
    Job(
        "check-record",
        "Check the record of decisions",
        "Looks whether all decisions are there, unaltered.",
        check_record,
    ),
    Job(
        "expired",
        "Delete what has expired",
        "Deletes sessions, answers kept for Idempotency-Keys, and old runs of schedules.",
        delete_what_expired,
    ),
    Job("unused-vectors", "Remove unused vectors", "Removes sentence vectors that no claim has.", remove_vectors),
):
    schedules.register(job)
