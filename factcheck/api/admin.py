"""API tokens: making, rotating and revoking them. A token is shown once, to who made it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from factcheck import accounts
from factcheck.admin.lists import ListAdmin
from factcheck.api import accounts_admin
from factcheck.api.models import ApiToken, Scope
from factcheck.api.tokens import MOST_DAYS, OVERLAP, Role, TokenRefused, issue_service_token, rotate_token
from factcheck.login import LoginForm

__all__ = ["ApiTokenAdmin", "accounts_admin"]  # importing the accounts registers them

admin.site.login_form = LoginForm


class TokenForm(forms.Form):
    """The arguments of issue_service_token; `roles` are those that the person may give."""

    name = forms.CharField(max_length=150, label="Client", help_text="Such as ingest-script. A name has one role.")
    role = forms.ChoiceField()
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All, when none is chosen.",
    )
    days = forms.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, label="Days", help_text="For how long; empty: for ever."
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.value.capitalize()) for role in roles]  # type: ignore[attr-defined]


@admin.register(ApiToken)
class ApiTokenAdmin(ListAdmin):
    title = "API tokens"
    empty = "No client has a token yet."
    list_display = ["name", "user", "created_at", "last_used_at", "expires_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["name", "user__username"]
    readonly_fields = ["name", "user", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"]
    actions = ["rotate", "revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Those of clients with no more rights than the person has."""
        allowed = accounts.manageable_users(accounts.signed_in(request))
        return super().get_queryset(request).filter(user__in=allowed)

    # A revoked token stays in the list: what it did has to be traceable.
    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        groups = accounts.grantable_groups(accounts.signed_in(request)).values_list("name", flat=True)
        roles = [role for role in Role if role.group in set(groups)]
        form = TokenForm(request.POST if request.method == "POST" else None, roles=roles)
        if request.method == "POST" and form.is_valid():
            days = form.cleaned_data["days"]
            try:
                plain = issue_service_token(
                    name=form.cleaned_data["name"],
                    role=Role(form.cleaned_data["role"]),
                    scopes=form.cleaned_data["scopes"],
                    expires_at=timezone.now() + timedelta(days=days) if days else None,
                )
            except TokenRefused as error:
                form.add_error("name", str(error))
            else:
                return self.shown_once(request, form.cleaned_data["name"], plain)
        return self.form_page(request, form, title="Make an API token", submit="Make the token")

    def shown_once(self, request: HttpRequest, name: str, plain: str) -> HttpResponse:
        """The only page that ever has the token; neither browser nor proxy may keep it."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Token of {name}",
            "plain": plain,
        }
        answer = TemplateResponse(request, "admin/api/token.html", context)
        add_never_cache_headers(answer)
        return answer

    @admin.action(description="Rotate the selected token", permissions=["add"])
    def rotate(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> HttpResponse | None:
        ids = list(queryset.values_list("pk", flat=True)[:2])
        if len(ids) != 1:
            messages.error(request, "Choose one token to rotate: the new one is shown at once.")
            return None
        try:
            token, plain = rotate_token(ids[0], now=timezone.now())
        except TokenRefused as error:
            messages.error(request, str(error))
            return None
        messages.success(request, f"The earlier token of {token.name} works for {OVERLAP.days * 24:.0f} more hours.")
        return self.shown_once(request, token.name, plain)

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        count = queryset.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} tokens are revoked and open nothing any more.", messages.SUCCESS)
