"""The queue of claims: a row for each statement, or for each claim."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims import runs, saved_views
from claims.admin.bulk import Bulk
from claims.admin.correcting import Correcting
from claims.admin.filters import BY_STATEMENT, DossierFilter, QueueFilter, SourceFilter, SuggestionFilter
from claims.admin.marks import ATTRIBUTIONS_SHORT, status_badge
from claims.admin.passage import visible
from claims.admin.queue import Row, contradiction
from claims.admin.retrying import tell_tried_again
from claims.admin.sharing import Sharing
from claims.admin.stream import QueueList, ViewList
from claims.analysis.types import Polarity
from claims.models import Claim
from factcheck.accounts import signed_in
from factcheck.shortening import shortened

SHOWN_CHARACTERS = 220


@admin.register(Claim)
class ClaimAdmin(Correcting, Sharing, Bulk):
    title = "Claims"
    list_display = ["passage", "said_by", "outlet", "suggested", "standing", "worth"]
    list_display_links = ["passage"]
    list_filter = [QueueFilter, SuggestionFilter, SourceFilter, DossierFilter, "attribution", "mode", "polarity"]
    list_select_related = ["source", "article", "suggestion"]
    ordering = ["-checkworthiness", "id"]
    search_fields = ["search"]
    search_help_text = 'Words of the claim or its claimant; "exact words", or, -without.'
    change_list_template = "claims/admin/claim_list.html"
    actions = ["try_again", "in_bulk"]

    # Claims come from articles and from clients, and are never edited by hand.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_crosscheckrun")

    # The list

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        kept = saved_views.visible_to(signed_in(request)) if self.has_review_permission(request) else []
        return super().changelist_view(request, {"saved_views": kept, **(extra_context or {})})

    def get_actions(self, request: HttpRequest) -> dict:
        offered = "try_again" if request.GET.get("queue") == "failed" else "in_bulk"
        return {name: action for name, action in super().get_actions(request).items() if name == offered}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).defer("search", "article__text", "article__fingerprints")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if search_term.strip():
            queryset = queryset.filter(search=SearchQuery(search_term, config="english", search_type="websearch"))
        return queryset, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ViewList if getattr(request, "without_rows", False) else QueueList

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The status is left out where all await review: a stale one says so beside its words."""
        return [
            name
            for name in super().get_list_display(request)
            if name != "standing" or request.GET.get("queue", "") not in BY_STATEMENT
        ]

    def action_checkbox(self, claim: Claim) -> SafeString:
        """The box that selects a row, named by the words that the row shows."""
        row: Row = claim.row  # type: ignore[attr-defined]
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="Select: {}">'
        return format_html(box, ACTION_CHECKBOX_NAME, claim.pk, shortened(row.wording, SHOWN_CHARACTERS))

    @admin.display(description="claim")
    def passage(self, claim: Claim) -> SafeString:
        row: Row = claim.row  # type: ignore[attr-defined]
        suggestion = getattr(claim, "suggestion", None)
        notes = [
            format_html('<strong class="contradiction"><span aria-hidden="true">≠</span> {}</strong>', visible(one))
            for one in contradiction(suggestion)
        ]
        for name in row.holders:
            who = "You have" if name == "you" else format_html("{} has", visible(name))
            notes.append(format_html('<span class="held"><span aria-hidden="true">●</span> {} this open</span>', who))
        if row.decided:
            words = f"{len(row.decided)} of {len(row.fellows) + 1} claims decided"
            notes.append(format_html('<span class="quiet">{}</span>', words))
        if suggestion is not None and suggestion.stale_reason:
            notes.append(
                format_html(
                    '<span class="stale">stale</span> <span class="quiet">{}</span>',
                    visible(shortened(suggestion.stale_reason, SHOWN_CHARACTERS)),
                )
            )
        text = visible(shortened(row.wording, SHOWN_CHARACTERS))
        return format_html("{}{}", text, format_html_join("", " <br>{}", ((note,) for note in notes)))

    @admin.display(description="who says it", ordering="claimant")
    def said_by(self, claim: Claim) -> SafeString:
        who = visible(claim.claimant) if claim.claimant else "The outlet" if claim.attribution == "none" else "—"
        how = ATTRIBUTIONS_SHORT.get(claim.attribution, claim.attribution)
        if claim.polarity == Polarity.DENIES:
            how += ", denies it"
        return format_html('<bdi>{}</bdi> <br><span class="quiet">{}</span>', who, how)

    @admin.display(description="outlets", ordering="source__name")
    def outlet(self, claim: Claim) -> SafeString:
        row: Row = claim.row  # type: ignore[attr-defined]
        chips = format_html_join(" ", '<bdi class="chip">{}</bdi>', ((visible(one),) for one in row.shown_outlets))
        if row.more_outlets:
            chips = format_html("{} and {} more", chips, row.more_outlets)
        day = f"{claim.published_at:%-d %b %Y}" if claim.published_at else "no date"
        return format_html('{} <br><span class="quiet">{}</span>', chips, f"{origins_in_words(claim)}{day}")

    @admin.display(description="suggestion", ordering="suggestion__confidence")
    def suggested(self, claim: Claim) -> SafeString:
        suggestion = getattr(claim, "suggestion", None)
        if suggestion is None:
            words = "Cross-check failed" if claim.check_state == "failed" else "Not checked yet"
            return format_html('<span class="quiet">{}</span>', words)
        # What contradicts stands beside the claim.
        reason = visible(suggestion.reasons[0]) if suggestion.reasons and not contradiction(suggestion) else ""
        return format_html(
            '{} {} <br><span class="quiet reason">{}</span>',
            status_badge(suggestion.status),
            suggestion.strength,
            reason,
        )

    @admin.display(description="status", ordering="status")
    def standing(self, claim: Claim) -> SafeString:
        suggestion = getattr(claim, "suggestion", None)
        if claim.row.hidden:  # type: ignore[attr-defined]
            return format_html('<span class="badge">{}</span>', "Second review")
        if suggestion is not None and suggestion.stale_reason:
            return format_html('{} <br><span class="stale">stale</span>', status_badge(claim.status))
        return status_badge(claim.status)

    @admin.display(description="worth checking", ordering="checkworthiness")
    def worth(self, claim: Claim) -> SafeString:
        return format_html(
            '<meter min="0" max="1" value="{}">{}</meter>',
            f"{claim.checkworthiness:.2f}",
            f"{claim.checkworthiness:.0%}",
        )

    @admin.action(description="Try the cross-check again", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        tell_tried_again(request, runs.retry(queryset.values_list("pk", flat=True)), "cross-checks")


def origins_in_words(claim: Claim) -> str:
    """Such as "5 outlets, 2 origins · "; empty where only its own outlet says it."""
    suggestion = getattr(claim, "suggestion", None)
    if suggestion is None or suggestion.outlets < 2:
        return ""
    return f"{suggestion.outlets} outlets, {suggestion.origins} origin{'s' * (suggestion.origins != 1)} · "
