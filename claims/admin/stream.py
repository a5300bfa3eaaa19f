"""The stream of a view: where a claim is in the list that it was opened from, and what comes before and after it."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from claims.admin.filters import BY_STATEMENT
from claims.admin.queue import rows_of
from claims.models import Claim
from claims.querysets import ClaimQuerySet
from factcheck.admin.lists import COUNTED

FILTERS = "_changelist_filters"  # the parameter in which the admin hands on the filters of a list


class QueueList(ChangeList):
    """The list of claims; in the views of the queue with one row for each statement."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Claim]:
        rows = cast(ClaimQuerySet, super().get_queryset(request, exclude_parameters))
        return rows.one_a_statement() if self.params.get("queue", "") in BY_STATEMENT else rows

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        rows = rows_of(self.result_list)
        for claim in self.result_list:
            claim.row = rows[claim.pk]


class ViewList(QueueList):
    """The same without its rows: only which claims it has, in which order."""

    def get_results(self, request: HttpRequest) -> None:
        self.result_list = []


@dataclass(frozen=True, slots=True)
class Stream:
    """The place of a claim in its view. `position` counts from 1; None when the claim is not in the view."""

    position: int | None
    of: int
    previous: int | None
    following: int | None

    @property
    def of_words(self) -> str:
        return f"{self.of:,} or more" if self.of == COUNTED else f"{self.of:,}"


def view_of(model_admin: ModelAdmin, request: HttpRequest) -> tuple[list[tuple[int, float]], bool]:
    """The claims of the view that the request comes from, with their worth, and whether they come by their worth.

    At most as many as a list counts. Filters that can't be understood mean the queue.
    """
    asked = copy(request)
    asked.GET = QueryDict(request.GET.get(FILTERS, ""))
    setattr(asked, "without_rows", True)  # noqa: B010 - a request has no such field
    try:
        found = model_admin.get_changelist_instance(asked)
    except IncorrectLookupParameters:
        asked.GET = QueryDict()
        found = model_admin.get_changelist_instance(asked)
    rows = found.queryset.select_related(None).values_list("pk", "checkworthiness")[:COUNTED]
    return list(rows), ORDER_VAR not in asked.GET


def place(
    view: Sequence[tuple[int, float]],
    claim: Claim,
    *,
    fellows: Collection[int] = (),
    by_worth: bool = True,
    skipped: Collection[int] = (),
) -> Stream:
    """Where a claim is in a view. A claim that is not in it has its place by its worth, where the view goes by that.

    The statement that comes next is one that the reviewer has not skipped, as long as there is any; after the last
    comes the first.
    """
    ids = [pk for pk, _ in view]
    own = {claim.pk, *fellows}
    at = next((at for at, pk in enumerate(ids) if pk in own), None)
    if at is not None:
        before, after = ids[:at], ids[at + 1 :]
    else:
        cut = bisect_left([(-worth, pk) for pk, worth in view], (-claim.checkworthiness, claim.pk)) if by_worth else 0
        before, after = ids[:cut], ids[cut:]
    onward = [*after, *before]
    return Stream(
        position=None if at is None else at + 1,
        of=len(ids),
        previous=before[-1] if before else None,
        following=next((pk for pk in onward if pk not in skipped), onward[0] if onward else None),
    )
