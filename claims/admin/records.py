"""What the machine linked and what people decided: lists to read, never to edit."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.claim_page import HEAVY
from claims.admin.marks import relation_badge, status_badge
from claims.admin.numbers import numbers_page
from claims.admin.passage import visible
from claims.asking import hidden_from
from claims.models import Claim, CrossReference
from claims.querysets import CrossReferenceQuerySet
from claims.record_models import Judgement, RecordCheck, RecordEntry, Verdict
from factcheck.admin.lists import ListAdmin
from factcheck.shortening import shortened

SHOWN_CHARACTERS = 160
CLAIMS_HEAVY = [name for name in HEAVY if "article" not in name]


def side(claim: Claim) -> SafeString:
    """A claim in a list: its words, and the outlet below."""
    return format_html(
        '<bdi>{}</bdi> <br><span class="quiet"><bdi>{}</bdi></span>',
        visible(shortened(claim.text, SHOWN_CHARACTERS)),
        visible(claim.source.name),
    )


class ReadOnlyAdmin(ListAdmin):
    """A list to read. Its rows are shown on the page of their claim."""

    actions: Sequence[str] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CrossReference)
class CrossReferenceAdmin(ReadOnlyAdmin):
    list_display = ["linked", "one", "other", "standing_alone", "score_shown", "changes"]
    list_display_links = ["linked"]
    list_filter = ["relation", "independent"]
    ordering = ["-id"]
    title = "Cross-references"
    empty = "No cross-references yet. They appear when claims of two sources have been compared."

    def get_queryset(self, request: HttpRequest) -> QuerySet[CrossReference]:
        references = cast(CrossReferenceQuerySet, super().get_queryset(request))
        return references.with_sides().defer("features", *HEAVY)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the claim page, which shows the link with both passages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        reference = self.get_object(request, object_id)
        if reference is None:
            return self.not_there(request, object_id)
        address = reverse("admin:claims_claim_change", args=[reference.left_id])
        return redirect(f"{address}#cross-reference-{reference.pk}")

    @admin.display(description="link", ordering="relation")
    def linked(self, reference: CrossReference) -> SafeString:
        return relation_badge(reference.relation)

    @admin.display(description="one claim")
    def one(self, reference: CrossReference) -> SafeString:
        return side(reference.left)

    @admin.display(description="other claim")
    def other(self, reference: CrossReference) -> SafeString:
        return side(reference.right)

    @admin.display(description="independent", ordering="independent")
    def standing_alone(self, reference: CrossReference) -> SafeString | str:
        return "Yes" if reference.independent else format_html("No: {}", visible(reference.shared_origin))

    @admin.display(description="score", ordering="score")
    def score_shown(self, reference: CrossReference) -> str:
        return f"{reference.score:.0%}"

    @admin.display(description="changed words")
    def changes(self, reference: CrossReference) -> int:
        return len(reference.drift)


class RecordAdmin(ReadOnlyAdmin):
    """What people decided."""

    @admin.display(description="by", ordering="reviewer__username")
    def by(self, row: Verdict | Judgement) -> str:
        return row.reviewer.get_username()


@admin.register(Judgement)
class JudgementAdmin(RecordAdmin):
    list_display = ["answer", "one", "other", "by", "judged_at"]
    list_filter = ["answer"]
    list_select_related = ["left__source", "right__source", "reviewer"]
    ordering = ["-judged_at", "-id"]
    title = "Judgements"
    empty = "No judgements yet. Confirm or reject a cross-reference on the page of its claim."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Judgement]:
        return super().get_queryset(request).defer(*CLAIMS_HEAVY)

    @admin.display(description="one claim")
    def one(self, judgement: Judgement) -> SafeString:
        return side(judgement.left)

    @admin.display(description="other claim")
    def other(self, judgement: Judgement) -> SafeString:
        return side(judgement.right)


@admin.register(Verdict)
class VerdictAdmin(RecordAdmin):
    list_display = ["decided", "passage", "reasoning", "by", "decided_at"]
    list_display_links = ["decided"]
    list_filter = ["status"]
    list_select_related = ["claim__source", "reviewer"]
    ordering = ["-decided_at", "-id"]
    title = "Verdicts"
    empty = "No verdicts yet. Open a claim of the queue and decide on it."

    def get_urls(self) -> list:
        numbers = self.admin_site.admin_view(self.numbers_view)
        return [path("numbers/", numbers, name="claims_verdict_numbers"), *super().get_urls()]

    def numbers_view(self, request: HttpRequest) -> HttpResponse:
        """How much is decided, how far reviewers agree, how often suggestions are followed."""
        return numbers_page(request, self.admin_site.each_context(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        hidden = hidden_from(request.user.pk).values("first")
        return super().get_queryset(request).exclude(pk__in=hidden).defer("seen", "claim__search")

    @admin.display(description="verdict", ordering="status")
    def decided(self, verdict: Verdict) -> SafeString:
        return status_badge(verdict.status)

    @admin.display(description="claim")
    def passage(self, verdict: Verdict) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:claims_claim_change", args=[verdict.claim_id]), side(verdict.claim)
        )

    @admin.display(description="rationale")
    def reasoning(self, verdict: Verdict) -> SafeString:
        return visible(shortened(verdict.rationale, SHOWN_CHARACTERS))


@admin.register(RecordEntry)
class RecordEntryAdmin(ReadOnlyAdmin):
    list_display = ["number", "decision", "reviewer", "short_hash"]
    list_select_related = ["verdict", "judgement"]
    ordering = ["-number"]
    title = "The record"
    empty = "No entries yet. Each verdict and each judgement gets one, in the order in which they are given."

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecordEntry]:
        hidden = hidden_from(request.user.pk).values("first")
        return super().get_queryset(request).exclude(verdict__in=hidden).defer("verdict__seen", "verdict__rationale")

    @admin.display(description="decision")
    def decision(self, entry: RecordEntry) -> SafeString:
        claims = [claim["claim"] for claim in entry.claims]
        address = reverse("admin:claims_claim_change", args=[claims[0]])
        if entry.verdict:
            return format_html('{} on <a href="{}">claim {}</a>', entry.verdict.get_status_display(), address, *claims)
        words = entry.judgement and entry.judgement.get_answer_display()
        return format_html('{} the link of <a href="{}">claims {} and {}</a>', words, address, *claims)

    @admin.display(description="hash")
    def short_hash(self, entry: RecordEntry) -> str:
        return entry.hash[:16]


@admin.register(RecordCheck)
class RecordCheckAdmin(ReadOnlyAdmin):
    list_display = ["checked_at", "decisions", "faults", "found"]
    ordering = ["-id"]
    title = "Checks of the record"
    empty = "Not checked yet. It is done once a day, and by `manage.py check_verdicts`."

    @admin.display(description="found")
    def found(self, result: RecordCheck) -> SafeString:
        return visible(" ".join(result.sentences[:3]) or "Complete.")
