"""Rows of work hold their own lease, its owner, attempts and error.

A message of the broker is only a hint. A worker process takes due rows under a lease in its name and renews it
while it works; a row whose holder died becomes due again when the others find it dead (factcheck.work.processes), or
else when the lease ends. Of the living only the holder may end the lease before. Rows that may have killed their
process are leased in small parts and then one by one. An attempt is counted only for a row that was leased alone: after
three attempts it is failed, with its reason. A death of the whole worker is no attempt.

All times are of the database's clock, so that workers on several machines agree.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Now

from factcheck import lookups  # noqa: F401 - makes pk__any_of known
from factcheck.work.holder import holder

MAX_ATTEMPTS = 3
# A whole worker that died, all its processes at once, was killed from outside, most likely: its work is as if nobody
# had taken it. After so many such deaths in succession it may be what kills them, and is taken in parts;
SUSPECT = 3
MAX_INTERRUPTIONS = 20  # and after so many, the last of them alone, it is failed.
PART = 16  # a batch that failed is taken again in so many parts
ERROR_CHARACTERS = 2000
# A dead holder's rows come back within a minute: this, and the sweep that notices it (factcheck.work.worker).
LEASE = timedelta(seconds=35)
RETRY_AFTER = timedelta(seconds=20)  # the work itself failed
PAUSE = timedelta(seconds=5)  # the database did not let it be done: a lock, a restart
# What a row is set to when its work is over, whichever way.
RELEASED: dict[str, Any] = {"lease_owner": "", "lease_until": None, "attempts": 0, "interruptions": 0}
# Nobody died and nothing failed: as if it had not been leased.
UNTRIED: dict[str, Any] = {"lease_owner": "", "lease_until": None}


class WorkQuerySet(models.QuerySet):
    """Rows that can be leased.

    `DUE` filters those that await work, `FAILED` and `AGAIN` are the columns set by failing and retrying, `FIRST` is
    the order of leasing.
    """

    DUE: ClassVar[Q]
    FAILED: ClassVar[dict[str, Any]]
    AGAIN: ClassVar[dict[str, Any]]
    FIRST: ClassVar[tuple[str, ...]] = ("pk",)

    def due(self) -> Self:
        """Rows that await work."""
        return self.filter(self.DUE)

    def ready(self) -> Self:
        """Rows that await work and that nobody holds.

        A lease that ends more than 2 * LEASE from now was given before the clock was set back, and counts as over.
        (Twice, because this statement may have begun before the row was leased.)
        """
        over = Q(lease_until__isnull=True) | Q(lease_until__lte=Now()) | Q(lease_until__gt=Now() + 2 * LEASE)
        return self.due().filter(over)

    def held(self) -> Self:
        """Rows that this process has leased; where it works without leases, rows that nobody holds.

        What ends the work on a row is written to these only: a worker that was frozen until its lease ended must
        not overwrite the state of who has the row now.
        """
        return self.filter(lease_owner=holder.owner)

    def lease(self, *, limit: int) -> list[int]:
        """Lease up to `limit` ready rows in their order and return their ids. Two workers never lease the same row.

        Rows that may have killed their worker are leased in ever smaller parts (`together`). For a row that is leased
        alone the attempt is counted at once, so that a row which kills its worker runs out of attempts; for the rows
        of a batch none is counted.
        """
        with transaction.atomic():
            given_up = Q(interruptions__gte=MAX_INTERRUPTIONS, lease_size=1)
            ready = self.ready().filter(attempts__lt=MAX_ATTEMPTS).exclude(given_up).order_by(*self.FIRST)
            columns = ("pk", "attempts", "lease_owner", "lease_size")
            rows = ready.select_for_update(skip_locked=True, no_key=True, of=("self",)).values_list(*columns)[:limit]
            ids = together(list(rows))
            charge = {"attempts": F("attempts") + 1} if len(ids) == 1 else {}
            lease = {"lease_until": Now() + LEASE, "lease_owner": holder.token, "lease_size": len(ids)}
            self._rows(ids).update(**lease, **charge)
        holder.hold(self.model, ids)
        return ids

    def renew(self, ids: Iterable[int]) -> None:
        """Renew the leases of these rows that this process still has.

        A row that a transaction has locked is passed over: nobody can take it meanwhile, and waiting for it here
        could close a circle of waiting.
        """
        with transaction.atomic():
            mine = self._rows(ids).filter(lease_owner=holder.token)
            free = list(mine.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
            self._rows(free).update(lease_until=Now() + LEASE)

    def give_back(self, *, ids: Iterable[int], error: str) -> list[int]:
        """Record why the work failed: the rows are tried again soon, or are failed after the last attempt.

        Returns which were failed.
        """
        with transaction.atomic():
            mine = self._mine(ids)
            self._rows(mine).update(
                last_error=error[:ERROR_CHARACTERS], lease_owner="", lease_until=Now() + RETRY_AFTER
            )
            return self._fail(self._rows(mine).filter(attempts__gte=MAX_ATTEMPTS))

    def give_back_untried(self, *, ids: Iterable[int], error: str = "", pause: timedelta | None = None) -> None:
        """Give up the leases without counting an attempt: the process ends in order, or the database failed."""
        with transaction.atomic():
            mine = self._rows(self._mine(ids))
            # Only what was taken alone has been charged.
            uncharged = {"attempts": Greatest(F("attempts") - 1, 0)}
            values = UNTRIED | ({"last_error": error[:ERROR_CHARACTERS]} if error else {})
            mine.update(**values | uncharged | ({"lease_until": Now() + pause} if pause else {}))

    def give_back_in_parts(self, *, ids: Iterable[int]) -> None:
        """Give back the rows of a batch that failed as a whole: they are taken in smaller parts next."""
        with transaction.atomic():
            self._rows(self._mine(ids)).update(lease_until=Now())  # the owner stays: a lease that ended while held

    def take_back(self, owner: str, *, blame: bool) -> tuple[int, int]:
        """Give back what a dead process held; returns how many rows, and how many were locked and passed over.

        With `blame` it died while other processes of its worker lived, so that its work may have killed it: the rows
        are taken in parts next, and the attempt of a row that was in hand alone counts.
        """
        with transaction.atomic():
            held = self.due().filter(lease_owner=owner).order_by("pk")
            ids = list(held.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
            rows = self._rows(ids)
            if blame:
                rows.update(lease_until=Now())  # the owner stays: a lease that ended while held
            else:
                suspect = Q(interruptions__gte=SUSPECT - 1)
                rows.update(
                    interruptions=F("interruptions") + 1,
                    attempts=Greatest(F("attempts") - 1, 0),  # only what was taken alone has been charged
                    lease_owner=Case(When(suspect, then=F("lease_owner")), default=Value("")),
                    lease_until=Case(When(suspect, then=Now() + RETRY_AFTER), default=None),  # others go first
                )
            return len(ids), held.exclude(pk__any_of=ids).count()

    def try_again(self, ids: Iterable[int]) -> list[int]:
        """Make failed rows due again, from the first attempt on; returns which."""
        with transaction.atomic():
            failed = self.filter(**self.FAILED, pk__in=list(ids)).order_by("pk").select_for_update(no_key=True)
            again = list(failed.values_list("pk", flat=True))
            self._rows(again).update(**self.AGAIN | RELEASED, last_error="")
        return again

    def fail_abandoned(self) -> list[int]:
        """Fail the rows that stopped their process at every attempt, or the worker again and again; returns which."""
        alone = Q(interruptions__gte=MAX_INTERRUPTIONS, lease_size=1)
        failed: list[int] = []
        for stopped, times, what in (
            (Q(attempts__gte=MAX_ATTEMPTS), MAX_ATTEMPTS, "worker process"),
            (alone, MAX_INTERRUPTIONS, "whole worker"),
        ):
            reason = f"The {what} stopped {times} times while it was working on this."
            with transaction.atomic():
                failed += self._fail(self.ready().filter(stopped), last_error=reason)
        return failed

    def _fail(self, rows: Self, **values: str) -> list[int]:
        ids = list(rows.order_by("pk").select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        self._rows(ids).update(**self.FAILED, lease_owner="", lease_until=None, **values)
        return ids

    def _rows(self, ids: Iterable[int]) -> Self:
        """These rows whatever the filters of this set are: what is leased may have left it meanwhile."""
        return type(self)(self.model).filter(pk__any_of=list(ids))

    def _mine(self, ids: Iterable[int]) -> list[int]:
        """Which of the rows this process still has, locked in the order that all locks on rows are taken in."""
        mine = self._rows(ids).filter(lease_owner=holder.token).order_by("pk")
        return list(mine.select_for_update(no_key=True).values_list("pk", flat=True))


def together(rows: Sequence[tuple[int, int, str, int]]) -> list[int]:
    """The ids of the first rows that may be leased as one batch, of (id, attempts, owner, rows in the last lease).

    A row with an attempt behind it is leased alone. Of rows whose lease ended while somebody held it, one PART-th of
    the last batch; so of 250 claims that one of them made fail, 15 are checked alone.
    """
    ids: list[int] = []
    most = len(rows)
    for pk, attempts, owner, size in rows:
        if attempts:
            most = min(most, 1)
        elif owner:
            most = min(most, max(size // PART, 1))
        if ids and len(ids) >= most:
            break
        ids.append(pk)
    return ids


class Work(models.Model):
    """The columns of a row that is worked on."""

    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    interruptions = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="deaths of the whole worker that held it, in succession"
    )
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_owner = models.CharField(
        max_length=100, blank=True, default="", db_default="", editable=False, help_text="the process that holds it"
    )
    lease_size = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="rows that its holder took with it, itself included"
    )
    last_error = models.TextField(blank=True, editable=False, max_length=ERROR_CHARACTERS)

    class Meta:
        abstract = True
