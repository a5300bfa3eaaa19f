"""Durable work: the rows to be worked on hold their own lease, attempts and error.

A message of the broker is only a doorbell. A worker takes due rows under a lease, skipping those that another
worker holds; a row whose worker vanished becomes due again when its lease ends. After three attempts it is
failed, with its reason.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q

from factcheck import lookups  # noqa: F401 - makes pk__any_of known

MAX_ATTEMPTS = 3
ERROR_CHARACTERS = 2000
# Longer than the slowest single piece of work (an article of 1 MB parses in about a minute), so that no lease
# ends under a worker that is alive.
LEASE = timedelta(minutes=10)
RETRY_AFTER = timedelta(seconds=20)


class WorkQuerySet(models.QuerySet):
    """Rows that can be taken under a lease. `DUE` says which await work, `FAILED` and `AGAIN` what states are set."""

    DUE: ClassVar[Q]
    FAILED: ClassVar[dict[str, Any]]
    AGAIN: ClassVar[dict[str, Any]]

    def due(self) -> Self:
        """Rows that await work."""
        return self.filter(self.DUE)

    def ready(self, *, now: datetime) -> Self:
        """Rows that await work and that nobody holds."""
        return self.due().filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))

    def take(self, *, now: datetime, limit: int, ids: Iterable[int] | None = None) -> list[int]:
        """Lease up to `limit` ready rows, oldest first, and return their ids. Two workers never take the same.

        The attempt is counted when it begins, so that a row which kills its worker runs out of attempts too.
        """
        ready = self.ready(now=now).filter(attempts__lt=MAX_ATTEMPTS)
        if ids is not None:
            ready = ready.filter(pk__in=list(ids))
        with transaction.atomic():
            taken = list(
                ready.order_by("pk")
                .select_for_update(skip_locked=True, no_key=True)
                .values_list("pk", flat=True)[:limit]
            )
            self.model.objects.filter(pk__any_of=taken).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
        return taken

    def give_back(self, *, ids: Iterable[int], now: datetime, error: str) -> None:
        """Record why an attempt failed: the rows are tried again soon, or are failed after the last attempt."""
        rows = self.model.objects.filter(pk__in=list(ids))
        rows.update(last_error=error[:ERROR_CHARACTERS], lease_until=now + RETRY_AFTER)
        rows.filter(attempts__gte=MAX_ATTEMPTS).update(**self.FAILED, lease_until=None)

    def try_again(self, ids: Iterable[int]) -> list[int]:
        """Make failed rows due again, from the first attempt on; returns which."""
        with transaction.atomic():
            failed = self.filter(**self.FAILED, pk__in=list(ids)).order_by("pk").select_for_update(no_key=True)
            again = list(failed.values_list("pk", flat=True))
            self.model.objects.filter(pk__in=again).update(**self.AGAIN, attempts=0, lease_until=None, last_error="")
        return again

    def fail_abandoned(self, *, now: datetime) -> int:
        """Fail the rows whose worker vanished on every attempt; returns how many."""
        return (
            self.ready(now=now)
            .filter(attempts__gte=MAX_ATTEMPTS)
            .update(
                **self.FAILED,
                lease_until=None,
                last_error=f"The worker stopped {MAX_ATTEMPTS} times while it was working on this.",
            )
        )


class Work(models.Model):
    """The columns of a row that is worked on."""

    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False, max_length=ERROR_CHARACTERS)

    class Meta:
        abstract = True
