"""Many claims at once: the selection in the list, its preview, and what became of it."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString

from claims import bulk, holding
from claims.admin.pages import ClaimPages
from claims.admin.passage import visible
from claims.admin.records import ReadOnlyAdmin
from claims.admin.stream import all_of_view
from claims.bulk_models import BulkAction
from claims.models import Claim
from claims.record_models import SetAside
from claims.review import ReviewError
from claims.team_models import NOTE_CHARACTERS
from factcheck.accounts import signed_in

SHOWN = 20


class BulkForm(forms.Form):
    """The arguments of bulk.begin, which alone says what is allowed."""

    what = forms.ChoiceField(label="Do", choices=BulkAction.What.choices)
    reason = forms.ChoiceField(
        label="Set aside because",
        required=False,
        choices=[one for one in SetAside.Reason.choices if one[0] != SetAside.Reason.TAKEN_BACK],
    )
    to = forms.ModelChoiceField(label="Hand over to", required=False, queryset=User.objects.none())
    note = forms.CharField(required=False, max_length=NOTE_CHARACTERS)

    def __init__(self, by: User, *args: Any) -> None:
        super().__init__(*args)
        to = cast(forms.ModelChoiceField, self.fields["to"])
        to.queryset = User.objects.filter(pk__in=[one.pk for one in holding.colleagues(by)]).order_by("username")


class Bulk(ClaimPages):
    """The part of ClaimAdmin that selects many."""

    def has_bulk_permission(self, request: HttpRequest) -> bool:
        return self.has_review_permission(request) and request.user.has_perm("claims.act_in_bulk")

    @admin.action(description="Set aside or hand over", permissions=["bulk"])
    def in_bulk(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        """Fix the selected rows, with the other claims of their statements that are in this view, for a preview."""
        rows = list(queryset.order_by().values_list("pk", "in_statement__statement")[: bulk.MOST + 1])
        statements = {statement for _, statement in rows if statement}
        view = all_of_view(cast(ModelAdmin, self), request)
        fellows = view.filter(in_statement__statement__in=statements) if view is not None else Claim.objects.none()
        chosen = {pk for pk, _ in rows} | set(fellows.order_by().values_list("pk", flat=True)[: bulk.MOST + 1])
        try:
            action = bulk.select(claim_ids=chosen, rows=len(rows), by=signed_in(request), now=timezone.now())
        except ReviewError as error:
            self.message_user(request, str(error), messages.ERROR)
            return None
        return redirect("admin:claims_bulkaction_change", action.pk)


@admin.register(BulkAction)
class BulkActionAdmin(ReadOnlyAdmin):
    list_display = ["named", "by", "begun_at", "progress", "outcome"]
    list_display_links = ["named"]
    list_filter = ["what", ("by", admin.RelatedOnlyFieldListFilter)]
    date_hierarchy = "begun_at"
    list_select_related = ["by", "to", "cancelled_by", "undone_by"]
    ordering = ["-id"]
    title = "Bulk actions"
    empty = "Nothing was done with many claims at once yet. Select claims in their list."
    actions = ["undo_these"]

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.undo_bulk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkAction]:
        return super().get_queryset(request).filter(begun_at__isnull=False)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        names = {"begin": self.begin_view, "cancel": self.cancel_view, "undo": self.undo_view}
        return [
            *(
                path(f"<int:object_id>/{one}/", view(act), name=f"claims_bulkaction_{one}")
                for one, act in names.items()
            ),
            *super().get_urls(),
        ]

    @admin.display(description="action")
    def named(self, action: BulkAction) -> SafeString:
        return visible(words_of(action))

    @admin.display(description="claims")
    def progress(self, action: BulkAction) -> str:
        return f"{action.done + action.passed_over:,} of {action.total:,}"

    @admin.display(description="outcome")
    def outcome(self, action: BulkAction) -> SafeString:
        return visible(outcome_of(action))

    @admin.action(description="Undo", permissions=["undo"])
    def undo_these(self, request: HttpRequest, queryset: QuerySet[BulkAction]) -> None:
        for pk in queryset.order_by("-pk").values_list("pk", flat=True):
            self.do(request, "It is being undone.", bulk.undo, action_id=pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.page(request, object_id)

    def page(self, request: HttpRequest, object_id: object, form: BulkForm | None = None) -> HttpResponse:
        """The preview of a selection of one's own, or what became of an action."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = BulkAction.objects.select_related(*self.list_select_related)
        key = str(object_id)
        action = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
        if action is None or not (action.begun_at or action.by_id == request.user.pk):
            return self.not_there(request, object_id)
        claims = Claim.objects.filter(bulk_items__action=action).select_related("source").defer("search")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": words_of(action),
            "action": action,
            "outcome": outcome_of(action),
            "form": form or (None if action.begun_at else BulkForm(signed_in(request))),
            "shown": claims.order_by("bulk_items__pk")[:SHOWN],
            "may_cancel": action.begun_at and not action.ended_at,
            "may_undo": action.ended_at and not action.undo_asked_at and self.has_undo_permission(request),
        }
        status = 422 if form is not None else 200
        return TemplateResponse(request, "claims/admin/bulk.html", context, status=status)

    def begin_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method == "POST":
            form = BulkForm(signed_in(request), request.POST)
            if not form.is_valid():
                return self.page(request, object_id, form)
            self.do(
                request,
                "It is begun. This page shows how far it is.",
                bulk.begin,
                action_id=object_id,
                **form.cleaned_data,
            )
        return redirect("admin:claims_bulkaction_change", object_id)

    def cancel_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method == "POST":
            self.do(
                request, "It is cancelled. What is done stays done until you undo it.", bulk.cancel, action_id=object_id
            )
        return redirect("admin:claims_bulkaction_change", object_id)

    def undo_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method == "POST":
            self.do(request, "It is being undone.", bulk.undo, action_id=object_id)
        return redirect("admin:claims_bulkaction_change", object_id)

    def do(self, request: HttpRequest, done: str, act: Any, **arguments: Any) -> None:
        """Call an action of claims.bulk and say on the page what came of it."""
        try:
            act(by=signed_in(request), now=timezone.now(), **arguments)
        except BulkAction.DoesNotExist:
            self.message_user(request, "There is no such selection of yours any more.", messages.WARNING)
        except ReviewError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)


def words_of(action: BulkAction) -> str:
    """Such as "Set aside: Later, 40 claims"."""
    claims = f"{action.total:,} claim{'s' * (action.total != 1)}"
    if action.what == BulkAction.What.SET_ASIDE:
        return f"Set aside: {action.get_reason_display()}, {claims}"
    return f"Hand over to {action.to.get_username()}, {claims}" if action.to else f"{claims} selected"


def outcome_of(action: BulkAction) -> str:
    """What became of it, in sentences."""
    if not action.begun_at:
        return ""
    words = [f"Done with {action.done:,}."]
    if action.passed_over:
        words.append(f"{action.passed_over:,} passed over: they have a verdict.")
    if action.cancelled_by:
        words.append(f"Cancelled by {action.cancelled_by.get_username()}.")
    elif not action.ended_at:
        words.append("Under way.")
    if action.undone_by:
        verb = "Undone" if action.undone_at else "Being undone"
        kept = action.done - action.undone
        words.append(f"{verb} by {action.undone_by.get_username()}: {action.undone:,}.")
        if action.undone_at and kept:
            words.append(f"{kept:,} kept: somebody did something else with them since.")
    return " ".join(words)
