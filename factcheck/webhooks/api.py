"""/api/v1/webhooks/: what a client is told of, and what became of each message."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from factcheck.accounts import signed_in
from factcheck.api.fields import StringField
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import StrictSerializer
from factcheck.outgoing import MOST_CHARACTERS
from factcheck.webhooks.delivery import send_again
from factcheck.webhooks.models import Attempt, Delivery, DeliveryState, Event, Webhook
from factcheck.webhooks.outbox import send_test
from factcheck.webhooks.subscriptions import WebhookRefused, add_webhook, change_webhook, rotate_secret


class WebhookSerializer(serializers.ModelSerializer):
    """An address that is told of events, without its secret."""

    events = serializers.ListField(child=serializers.ChoiceField(Event.choices))
    enabled = serializers.SerializerMethodField()

    class Meta:
        model = Webhook
        fields = [
            "id",
            "url",
            "description",
            "events",
            "enabled",
            "disabled_reason",
            "failing_since",
            "previous_secret_until",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    def get_enabled(self, webhook: Webhook) -> bool:
        return webhook.disabled_at is None


class WebhookWithSecretSerializer(WebhookSerializer):
    """The same with the secret that signs what it is sent; shown when it is made, and never again."""

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class WebhookChangesSerializer(StrictSerializer):
    """What of a webhook can be changed."""

    url = StringField(max_length=MOST_CHARACTERS, required=False, help_text="https; a public machine")
    events = serializers.ListField(
        child=serializers.ChoiceField(Event.choices), min_length=1, max_length=len(Event), required=False
    )
    description = StringField(max_length=200, required=False, allow_blank=True)
    enabled = serializers.BooleanField(required=False)


class NewWebhookSerializer(StrictSerializer):
    """An address to tell of events."""

    url = StringField(max_length=MOST_CHARACTERS, help_text="https; a public machine")
    events = serializers.ListField(child=serializers.ChoiceField(Event.choices), min_length=1, max_length=len(Event))
    description = StringField(max_length=200, required=False, allow_blank=True, default="")


class AttemptSerializer(serializers.ModelSerializer):
    """One request, and what came of it."""

    class Meta:
        model = Attempt
        fields = ["sent_at", "milliseconds", "status", "error", "answer"]
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer):
    """One message to a webhook."""

    error = serializers.CharField(source="last_error", help_text="why the last request was in vain")

    class Meta:
        model = Delivery
        fields = [
            "id",
            "message_id",
            "event",
            "state",
            "tries",
            "error",
            "due_at",
            "created_at",
            "delivered_at",
        ]
        read_only_fields = fields


class DeliveryWithLogSerializer(DeliverySerializer):
    """The same with its body and every request that was made, the newest first."""

    log = AttemptSerializer(many=True)

    class Meta(DeliverySerializer.Meta):
        fields = [*DeliverySerializer.Meta.fields, "body", "log"]
        read_only_fields = fields


class DeliveryFilters(filters.FilterSet):
    state = filters.ChoiceFilter(choices=DeliveryState.choices)


@extend_schema_view(
    list=extend_schema(summary="List your webhooks"),
    retrieve=extend_schema(summary="Read a webhook"),
    create=extend_schema(
        summary="Add a webhook",
        description="The answer has the `secret`, which is never shown again.",
        request=NewWebhookSerializer,
        responses={201: WebhookWithSecretSerializer},
    ),
    partial_update=extend_schema(
        summary="Change a webhook",
        description="`enabled: true` takes up again what was disabled; what waited is sent.",
        request=WebhookChangesSerializer,
        responses={200: WebhookSerializer},
    ),
    destroy=extend_schema(summary="Delete a webhook", description="With all that was or is to be delivered to it."),
)
class WebhookViewSet(
    IdempotentPosts,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    write_scope = Scope.HOOKS
    queryset = Webhook.objects.all()
    serializer_class = WebhookSerializer
    lookup_url_kwarg = "webhook_id"
    lookup_value_converter = "id"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(client=signed_in(self.request))

    def create(self, request: Request) -> Response:
        serializer = NewWebhookSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            webhook = add_webhook(client=signed_in(request), **serializer.validated_data)
        except WebhookRefused as error:
            raise ValidationError({error.field: [error.sentence]}) from error
        location = reverse("webhook-detail", [webhook.pk], request=request)
        return Response(WebhookWithSecretSerializer(webhook).data, status=201, headers={"Location": location})

    def partial_update(self, request: Request, webhook_id: int) -> Response:
        self.get_object()
        serializer = WebhookChangesSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            webhook = change_webhook(webhook_id, now=timezone.now(), **serializer.validated_data)
        except WebhookRefused as error:
            raise ValidationError({error.field: [error.sentence]}) from error
        return Response(self.get_serializer(webhook).data)

    @extend_schema(
        summary="Change the secret of a webhook",
        description="The answer has the new one. For 24 hours what is sent is signed with the old one as well.",
        request=None,
        responses={200: WebhookWithSecretSerializer},
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def secret(self, request: Request, webhook_id: int) -> Response:
        self.get_object()
        webhook = rotate_secret(webhook_id, now=timezone.now())
        return Response(WebhookWithSecretSerializer(webhook).data)

    @extend_schema(
        summary="Send a webhook a test message",
        description="Of the type `webhook.test`, whatever events it asks for.",
        request=None,
        responses={202: OpenApiResponse(DeliverySerializer, description="It will be sent")},
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def test(self, request: Request, webhook_id: int) -> Response:
        return Response(DeliverySerializer(send_test(self.get_object())).data, status=202)


@extend_schema_view(
    list=extend_schema(
        summary="List the messages to a webhook", description="The newest first; kept for 30 days once delivered."
    ),
    retrieve=extend_schema(summary="Read a message to a webhook, and how each try to deliver it went"),
)
class DeliveryViewSet(IdempotentPosts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    write_scope = Scope.HOOKS
    queryset = Delivery.objects.all()
    filterset_class = DeliveryFilters
    lookup_url_kwarg = "delivery_id"
    lookup_value_converter = "id"

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().filter(webhook=self.kwargs["webhook_id"], webhook__client=signed_in(self.request))
        if self.action == "list":
            return rows.defer("body")
        return rows.prefetch_related(Prefetch("log", Attempt.objects.order_by("-pk")))

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return DeliverySerializer if self.action == "list" else DeliveryWithLogSerializer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not Webhook.objects.filter(pk=kwargs["webhook_id"], client=signed_in(request)).exists():
            raise Http404
        return super().list(request, *args, **kwargs)

    @extend_schema(
        summary="Send a message again",
        description="Now, and with all its tries, whatever became of it. Its `webhook-id` stays the same.",
        request=None,
        responses={202: OpenApiResponse(DeliveryWithLogSerializer, description="It will be sent")},
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def replay(self, request: Request, webhook_id: int, delivery_id: int) -> Response:
        delivery = self.get_object()
        send_again([delivery.pk])
        return Response(self.get_serializer(self.get_object()).data, status=202)
