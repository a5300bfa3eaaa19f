"""API tokens: who holds one, and revoking it. `manage.py create_token` makes them, since only it may print one."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from factcheck.api import accounts_admin
from factcheck.api.models import ApiToken
from factcheck.login import LoginForm

__all__ = ["ApiTokenAdmin", "accounts_admin"]  # importing the accounts registers them

admin.site.login_form = LoginForm


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    list_display = ["name", "user", "created_at", "last_used_at", "expires_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    ordering = ["-id"]
    search_fields = ["name", "user__username"]
    readonly_fields = ["name", "user", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at"]
    actions = ["revoke"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    # A revoked token stays in the list: what it did has to be traceable.
    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        count = queryset.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        self.message_user(request, f"{count} tokens are revoked and open nothing any more.", messages.SUCCESS)
