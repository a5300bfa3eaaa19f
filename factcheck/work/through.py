"""Working through due rows: lease a batch, act on it, give back what failed; for a limited time."""

import logging
import time
from collections.abc import Callable

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from factcheck.conflicts import CONFLICTS, again_on_conflict
from factcheck.work.holder import holder, stopping
from factcheck.work.leases import PAUSE, WorkQuerySet
from factcheck.work.notify import notify_now

logger = logging.getLogger(__name__)

# The work can't be blamed: admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, too_many_connections.
# It can for what takes too long by itself: query_canceled, idle_in_transaction_session_timeout.
NOT_ITS_FAULT = CONFLICTS | {"57P01", "57P02", "57P03", "57P04", "53300"}


def work_through(rows: WorkQuerySet, action: Callable[[list[int]], object], *, batch: int, task: str = "") -> list[int]:
    """Lease ready rows and act on them, a batch at a time, until none is left or TASK_SECONDS are over.

    A batch that fails is leased again in parts, then row by row, so that one bad row does not fail its neighbours.
    `task` names the Celery task that does this, if any: a message for it is sent where there is more than a batch, for
    other processes, and for what is left. Returns the ids of rows that failed for good.
    """
    failed: list[int] = []
    notified = False
    end = time.monotonic() + settings.TASK_SECONDS
    while not stopping():
        if time.monotonic() > end:
            if task:
                notify_now(task)
            break
        ids = rows.lease(limit=batch)
        if not ids:
            break
        if task and len(ids) == batch and not notified:
            notify_now(task)
            notified = True
        try:
            failed += attempt(rows, ids, action)
        finally:
            holder.drop(rows.model, ids)
    return failed


def attempt(rows: WorkQuerySet, ids: list[int], action: Callable[[list[int]], object]) -> list[int]:
    """Act on leased rows and give back what failed; returns the ids of rows that failed for good."""
    try:
        again_on_conflict(action)(ids)
    except Exception as error:
        if isinstance(error, (OperationalError, InterfaceError)) and not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            return settle(rows, ids, error)
        except (OperationalError, InterfaceError):
            holder.owe(rows.model, ids)
            raise
    except BaseException:  # the process is told to end
        rows.give_back_untried(ids=ids)
        raise
    return []


def settle(rows: WorkQuerySet, ids: list[int], error: Exception) -> list[int]:
    """Give back rows whose work failed; an attempt is counted unless the database was at fault."""
    sentence = f"{type(error).__name__}: {error}"
    if is_not_its_fault(error):
        logger.warning("Work on %d of %s is put off: %s", len(ids), rows.model.__name__, error)
        rows.give_back_untried(ids=ids, error=sentence, pause=PAUSE)
        return []
    if isinstance(error, SoftTimeLimitExceeded):
        sentence = "It took longer than a task may take."
    logger.error("Work on %d of %s failed, from %s on", len(ids), rows.model.__name__, ids[0], exc_info=error)
    if len(ids) > 1:
        rows.give_back_in_parts(ids=ids)
        return []
    return rows.give_back(ids=ids, error=sentence)


def is_not_its_fault(error: Exception) -> bool:
    """Whether a lock, a restart or a lost connection kept the work from being done."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = sqlstate(error)
    return state in NOT_ITS_FAULT or state is None or state.startswith("08")  # without a state: the connection is lost


def sqlstate(error: Exception) -> str | None:
    """PostgreSQL's code for the error."""
    return getattr(error.__cause__, "sqlstate", None)
