"""The filters of the lists."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from claims.analysis.types import Status
from claims.asking import hidden_from
from claims.choices import DECISIONS
from claims.models import Claim
from claims.querysets import ClaimQuerySet
from sources.models import Dossier, Source

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices

MOST_CHOICES = 1_000
# Views of QueueFilter that have a row for each statement; the others have one for each claim.
BY_STATEMENT = ("", "mine", "stale", "aside")  # a second review is of one claim


class QueueFilter(SimpleListFilter):
    """Which claims: those that await review unless one asks for others."""

    title = "status"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("mine", "Assigned to me, or taken by me"),
            ("second", "Second reviews that wait for you"),
            ("stale", "Decided, to be looked at again"),
            ("aside", "Set aside"),
            *DECISIONS,
            ("failed", "Cross-check failed"),
            ("all", "All current claims"),
        ]

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "Awaiting review",
        }
        for value, title in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        claims = cast(ClaimQuerySet, queryset)
        match self.value():
            case "all":
                return claims.standing()
            case "mine":
                return claims.held_by(request.user, now=timezone.now())
            case "second":
                return claims.filter(pk__in=hidden_from(request.user.pk).values("claim"))
            case "stale":
                return claims.stale()
            case "aside":
                return claims.put_aside()
            case "failed":
                return claims.filter(**ClaimQuerySet.FAILED)
            case value if value in dict(DECISIONS):
                hidden = hidden_from(request.user.pk).values("claim")
                return claims.filter(status=value).exclude(pk__in=hidden)
        return claims.awaiting_review()


class SuggestionFilter(SimpleListFilter):
    title = "suggestion"
    parameter_name = "suggested"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        return [*DECISIONS, ("none", "No suggestion")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(Q(suggestion__isnull=True) | Q(suggestion__status=""))
        if self.value() in set(Status):
            return queryset.filter(suggestion__status=self.value())
        return queryset


class SelectFilter(SimpleListFilter):
    """A filter with many choices, shown as one select box instead of a long list of links."""

    template = "claims/admin/select_filter.html"

    def chosen(self) -> int | None:
        """The id asked for; None without one, and for what is no id."""
        value = self.value()
        return int(value) if value and value.isascii() and value.isdigit() else None

    # Its template shows other things than Django's.
    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        kept = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        yield {"selected": self.chosen() is None, "parameter": self.parameter_name, "kept": kept, "display": "All"}
        for value, title in self.lookup_choices:
            yield {"selected": value == self.value(), "value": value, "display": title}


class SourceFilter(SelectFilter):
    title = "source"
    parameter_name = "source"
    path = "source"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        sources = Source.objects.order_by("name").values_list("pk", "name")
        return [(str(pk), name) for pk, name in sources[:MOST_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.chosen() is None else queryset.filter(**{self.path: self.chosen()})


class DossierFilter(SelectFilter):
    title = "dossier"
    parameter_name = "dossier"
    path = "article__dossiers"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        dossiers = Dossier.objects.order_by("-created_at", "-pk").values_list("pk", "title")
        return [(str(pk), title) for pk, title in dossiers[:MOST_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.chosen() is None else queryset.filter(**{self.path: self.chosen()})


class ArticleDossierFilter(DossierFilter):
    path = "dossiers"
