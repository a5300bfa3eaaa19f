"""The stream of a view: where a claim is in the list that it was opened from, and what comes before and after it."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from claims.admin.filters import BY_STATEMENT
from claims.admin.queue import rows_of
from claims.models import Claim
from claims.querysets import ClaimQuerySet

MOST_IN_VIEW = 1_000  # claims that are read to know the place of one among them
COLUMNS = ("pk", "checkworthiness", "in_statement__statement")
FILTERS = "_changelist_filters"  # the parameter in which the admin hands on the filters of a list


class QueueList(ChangeList):
    """The list of claims; in the views of the queue with one row for each statement."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Claim]:
        rows = cast(ClaimQuerySet, super().get_queryset(request, exclude_parameters))
        return rows.one_a_statement() if self.by_statement else rows

    @property
    def by_statement(self) -> bool:
        return self.params.get("queue", "") in BY_STATEMENT

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        rows = rows_of(self.result_list, reader=request.user.pk, now=timezone.now())
        for claim in self.result_list:
            claim.row = rows[claim.pk]


class ViewList(QueueList):
    """The same without its rows: only which claims it has, in which order, each with its statement."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Claim]:
        return ChangeList.get_queryset(self, request, exclude_parameters)

    def get_results(self, request: HttpRequest) -> None:
        self.result_list = []


@dataclass(frozen=True, slots=True)
class Stream:
    """The place of a claim in its view. `position` counts from 1; None when the claim is not in the view."""

    position: int | None
    of: int
    more: bool  # than those
    previous: int | None
    following: int | None

    @property
    def of_words(self) -> str:
        return f"{self.of:,} or more" if self.more else f"{self.of:,}"


@dataclass(frozen=True, slots=True)
class View:
    """The claims of a view with their worth, one of each statement; whether they come by worth, and there are more."""

    rows: Sequence[tuple[int, float]]
    by_worth: bool
    more: bool


def view_of(model_admin: ModelAdmin, request: HttpRequest, claim: Claim) -> View:
    """The view that the request comes from: its first claims, or for a claim that lies beyond them those after it.

    Filters that can't be understood mean the queue.
    """
    asked = copy(request)
    asked.GET = QueryDict(request.GET.get(FILTERS, ""))
    setattr(asked, "without_rows", True)  # noqa: B010 - a request has no such field
    try:
        found = cast(QueueList, model_admin.get_changelist_instance(asked))
    except IncorrectLookupParameters:
        asked.GET = QueryDict()
        found = cast(QueueList, model_admin.get_changelist_instance(asked))
    by_worth = ORDER_VAR not in asked.GET
    queryset = found.queryset.select_related(None)
    rows = list(queryset.values_list(*COLUMNS)[:MOST_IN_VIEW])
    more = len(rows) == MOST_IN_VIEW
    if more and by_worth and (claim.checkworthiness, -claim.pk) < (rows[-1][1], -rows[-1][0]):
        beyond = Q(checkworthiness__lt=claim.checkworthiness) | Q(pk__gt=claim.pk)
        # The first condition alone lets the index begin at this claim.
        after = queryset.filter(checkworthiness__lte=claim.checkworthiness).filter(beyond)
        rows = list(after.values_list(*COLUMNS)[:MOST_IN_VIEW])
    # One of each statement: here rather than in the query, which would look all of them up.
    firsts: dict[int, tuple[int, float]] = {}
    for pk, worth, statement in rows:
        firsts.setdefault(statement if found.by_statement and statement else -pk, (pk, worth))
    return View(list(firsts.values()), by_worth, more)


def all_of_view(model_admin: ModelAdmin, request: HttpRequest) -> QuerySet[Claim] | None:
    """All claims of the list that the request is for, not one a statement; None where a row is one claim anyway."""
    asked = copy(request)
    setattr(asked, "without_rows", True)  # noqa: B010 - a request has no such field
    found = cast(QueueList, model_admin.get_changelist_instance(asked))
    return found.queryset.select_related(None) if found.by_statement else None


def place(view: View, claim: Claim, *, fellows: Collection[int] = (), skipped: Collection[int] = ()) -> Stream:
    """Where a claim is in a view. A claim that is not in it has its place by its worth, where the view goes by that.

    The statement that comes next is one that the reviewer has not skipped, as long as there is any; after the last
    comes the first.
    """
    ids = [pk for pk, _ in view.rows]
    own = {claim.pk, *fellows}
    at = next((at for at, pk in enumerate(ids) if pk in own), None)
    if at is not None:
        before, after = ids[:at], ids[at + 1 :]
    else:
        order = [(-worth, pk) for pk, worth in view.rows] if view.by_worth else []
        cut = bisect_left(order, (-claim.checkworthiness, claim.pk))
        before, after = ids[:cut], ids[cut:]
    onward = [*after, *before]
    return Stream(
        position=None if at is None else at + 1,
        of=len(ids),
        more=view.more,
        previous=before[-1] if before else None,
        following=next((pk for pk in onward if pk not in skipped), onward[0] if onward else None),
    )
