"""Cross-check runs: their progress, and asking for one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.passage import visible
from claims.admin.records import ReadOnlyAdmin
from claims.models import CrossCheckRun
from claims.runs import RunError, cancel_run, pace, request_run, resume_run
from factcheck.accounts import signed_in
from sources.models import Article, Source


class RunForm(forms.Form):
    """The arguments of request_run."""

    source = forms.ModelChoiceField(
        required=False,
        queryset=Source.objects.order_by("name"),
        widget=AutocompleteSelect(CrossCheckRun._meta.get_field("source"), admin.site),
        help_text="Only the claims of this source. Leave both empty to check every claim again.",
    )
    article = forms.ModelChoiceField(
        required=False,
        queryset=Article.objects.defer("text", "fingerprints"),
        widget=AutocompleteSelect(CrossCheckRun._meta.get_field("article"), admin.site),
        help_text="Only the claims of this article.",
    )


def in_words(seconds: int) -> str:
    """A duration, as one says it."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"


@admin.register(CrossCheckRun)
class CrossCheckRunAdmin(ReadOnlyAdmin):
    list_display = ["schedule", "scope", "state", "progress", "outcome", "by", "created_at", "finished_at"]
    list_filter = ["state", "schedule"]
    list_select_related = ["source", "article", "requested_by"]
    ordering = ["-id"]
    actions = ["cancel", "resume"]
    title = "Cross-check runs"
    empty = "No runs yet. New articles are cross-checked by themselves; a run checks stored claims again."
    fields = ["schedule", "window_start", "source", "article", "state", "total", "done", "failed", "error"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_crosscheckrun")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        """Whether the person may cancel any; which ones, cancel_run knows."""
        return request.user.has_perm("claims.review_claim") or self.has_add_permission(request)

    @admin.action(description="Cancel", permissions=["cancel"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[CrossCheckRun]) -> None:
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                run = cancel_run(pk, by=signed_in(request), now=timezone.now())
            except RunError as error:
                self.message_user(request, f"Run {pk}: {error}", messages.WARNING)
            else:
                self.message_user(request, f"The run {run} is cancelled.", messages.SUCCESS)

    @admin.action(description="Resume", permissions=["cancel"])
    def resume(self, request: HttpRequest, queryset: QuerySet[CrossCheckRun]) -> None:
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                run = resume_run(pk, by=signed_in(request))
            except RunError as error:
                self.message_user(request, f"Run {pk}: {error}", messages.WARNING)
            else:
                self.message_user(request, f"The run {run} goes on.", messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CrossCheckRun]:
        return super().get_queryset(request).defer("article__text", "article__fingerprints")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        next_url = reverse("admin:claims_crosscheckrun_add") if self.has_add_permission(request) else ""
        return super().changelist_view(request, {"next_url": next_url, **(extra_context or {})})

    @admin.display(description="of")
    def scope(self, run: CrossCheckRun) -> SafeString:
        return visible(run.article or run.source or "all claims")

    @admin.display(description="progress")
    def progress(self, run: CrossCheckRun) -> SafeString | str:
        if run.total is None:
            return "Not begun"
        settled = run.done + run.failed
        speed = pace(run, now=timezone.now())
        left = f", {speed.rate:g} a second, {in_words(speed.seconds_left)} left" if speed.seconds_left else ""
        return format_html(
            '<progress max="{}" value="{}">{} of {}</progress> {} of {}{}',
            max(run.total, 1),
            settled if run.total else 1,
            settled,
            run.total,
            settled,
            run.total,
            left,
        )

    @admin.display(description="failed", empty_value="none")
    def outcome(self, run: CrossCheckRun) -> str | None:
        return run.error or (f"{run.failed} claims" if run.failed else None)

    @admin.display(description="requested by", empty_value="the schedule")
    def by(self, run: CrossCheckRun) -> str | None:
        return run.requested_by.get_username() if run.requested_by else None

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = RunForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            request_run(requested_by=signed_in(request), now=timezone.now(), **form.cleaned_data)
            self.message_user(request, "The run begins in a moment. Its progress is shown here.", messages.SUCCESS)
            return redirect("admin:claims_crosscheckrun_changelist")
        return self.form_page(request, form, title="Check claims again", submit="Start the run")
