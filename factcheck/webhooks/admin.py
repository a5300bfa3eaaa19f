"""Webhooks and the log of their deliveries. Clients make webhooks by the API, which alone shows a secret."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from factcheck.admin.lists import ListAdmin
from factcheck.webhooks.delivery import send_again
from factcheck.webhooks.models import Attempt, Delivery, Webhook
from factcheck.webhooks.subscriptions import change_webhook


class ManagedAdmin(ListAdmin):
    """For those who may manage every client's webhooks: an address can itself be a secret."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("webhooks.manage_webhooks")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("webhooks.manage_webhooks")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Webhook)
class WebhookAdmin(ManagedAdmin):
    title = "Webhooks"
    empty = "No client has a webhook. Clients make them with the API: POST webhooks/."
    list_display = ["url", "client", "description", "failing_since", "disabled_at", "disabled_reason"]
    list_filter = [("disabled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["client"]
    ordering = ["-id"]
    search_fields = ["url", "description", "client__username"]
    fields = [
        *("client", "url", "description", "events", "failing_since", "rests_until", "previous_secret_until"),
        *("disabled_at", "disabled_reason", "created_at", "updated_at"),
    ]
    actions = ["enable", "disable"]

    @admin.action(description="Enable the selected webhooks", permissions=["view"])
    def enable(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        self.set_enabled(request, queryset, True)

    @admin.action(description="Disable the selected webhooks", permissions=["view"])
    def disable(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        self.set_enabled(request, queryset, False)

    def set_enabled(self, request: HttpRequest, queryset: QuerySet[Webhook], enabled: bool) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        reason = f"{request.user.get_username()} disabled it in the admin."
        for pk in ids:
            change_webhook(pk, now=timezone.now(), enabled=enabled, reason=reason)
        word = "enabled; what waited is sent" if enabled else "disabled"
        messages.success(request, f"{len(ids)} webhooks are {word}.")


class AttemptInline(admin.TabularInline):
    model = Attempt
    fields = ("sent_at", "milliseconds", "status", "error", "answer")
    readonly_fields = fields
    ordering = ["-pk"]
    extra = 0
    can_delete = False
    verbose_name_plural = "requests"

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("webhooks.manage_webhooks")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(ManagedAdmin):
    title = "Messages to webhooks"
    empty = "Nothing was sent. A message is written when something happens that a webhook asks for."
    list_display = ["event", "message_id", "webhook", "state", "tries", "last_error", "created_at", "delivered_at"]
    list_filter = ["state", "event"]
    list_select_related = ["webhook"]
    ordering = ["-id"]
    search_fields = ["message_id", "webhook__url"]
    fields = [
        *("webhook", "event", "message_id", "body", "state", "tries", "last_error"),
        *("due_at", "created_at", "delivered_at"),
    ]
    inlines = [AttemptInline]
    actions = ["replay"]

    @admin.action(description="Send the selected messages again", permissions=["view"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = send_again(queryset.values_list("pk", flat=True))
        messages.success(request, f"{count} messages will be sent again.")
