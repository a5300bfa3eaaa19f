"""Webhooks (standardwebhooks.com): who is told of what, what is to be delivered, and every attempt at it."""

import base64
import secrets
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from factcheck.bounds import at_most
from factcheck.outgoing import MOST_CHARACTERS as URL_CHARACTERS
from factcheck.work import ERROR_CHARACTERS, Work, WorkQuerySet

DELIVER_TASK = "webhooks.deliver"
BODY_CHARACTERS = 50_000
ERROR_LINE_CHARACTERS = 300
ANSWER_CHARACTERS = 500
SECRET_BYTES = 32  # the specification asks for 24 to 64


class Event(models.TextChoices):
    """What a client can be told of."""

    VERDICT_RECORDED = "verdict.recorded", "A reviewer decided on a claim"
    SUGGESTION_CHANGED = "suggestion.changed", "The machine suggests another status for a claim"
    ARTICLE_CROSSCHECKED = "article.crosschecked", "Every claim of an article is checked"
    CLAIM_STALE = "claim.stale", "A verdict should be looked at again"


TEST = "webhook.test"  # is sent on request, and nobody subscribes to it


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


class Webhook(models.Model):
    """An address of a client that is told of events. The secrets sign what it is sent; they open nothing here."""

    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=URL_CHARACTERS)
    description = models.CharField(max_length=200, blank=True)
    events = ArrayField(models.CharField(max_length=30, choices=Event))
    secret = models.CharField(max_length=100, default=new_secret, editable=False)
    previous_secret = models.CharField(max_length=100, blank=True, editable=False)
    previous_secret_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="until when the one before signs as well"
    )
    failing_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="first of the failures since the last success"
    )
    rests_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="after a failure nothing is sent for a while"
    )
    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    disabled_reason = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        permissions = [("manage_webhooks", "Can see and manage the webhooks of every client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_reason="")
                | Q(disabled_at__isnull=False) & ~Q(disabled_reason=""),
                name="webhook_says_why_it_is_disabled",
            ),
            models.CheckConstraint(condition=~Q(events=[]), name="webhook_has_events"),
        ]

    def __str__(self) -> str:
        return self.url

    def signing_secrets(self, now: datetime) -> list[str]:
        """The secret, and the one before it for as long as receivers may still check with that."""
        overlaps = self.previous_secret_until is not None and now < self.previous_secret_until
        return [self.secret, self.previous_secret] if overlaps else [self.secret]


class DeliveryState(models.TextChoices):
    PENDING = "pending", "Pending"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"


class DeliveryQuerySet(WorkQuerySet):
    DUE = Q(
        Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=Now()),
        state=DeliveryState.PENDING,
        due_at__lte=Now(),
        webhook__disabled_at=None,
        webhook__client__is_active=True,
    )
    FAILED = {"state": DeliveryState.FAILED}
    AGAIN: ClassVar[dict[str, Any]] = {"state": DeliveryState.PENDING, "due_at": Now(), "tries": 0}
    FIRST = ("due_at", "pk")


def new_message_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


class Delivery(Work):
    """One event for one webhook, written in the transaction of what it tells of. `attempts` are those of the worker."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, default=new_message_id, help_text="the same at every try")
    event = models.CharField(max_length=30)
    body = models.TextField(max_length=BODY_CHARACTERS, help_text="the JSON as it is sent and signed")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="requests that were sent")
    due_at = models.DateTimeField(db_default=Now(), help_text="when it is sent, or sent again")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    delivered_at = models.DateTimeField(null=True, blank=True, help_text="when the receiver answered with 2xx")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "message_id"], name="delivery_of_a_message_is_one"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.DELIVERED, delivered_at__isnull=False)
                | ~Q(state=DeliveryState.DELIVERED) & Q(delivered_at=None),
                name="delivery_is_delivered_at_a_time",
            ),
            at_most(BODY_CHARACTERS, model="delivery", field="body"),
            at_most(ERROR_CHARACTERS, model="delivery", field="last_error"),
        ]
        indexes = [
            # ready(): what is to be sent.
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(state="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"


class Attempt(models.Model):
    """One request to a webhook, and what came of it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="log")
    sent_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the answer; empty without one")
    error = models.CharField(max_length=ERROR_LINE_CHARACTERS, blank=True)
    answer = models.CharField(max_length=ANSWER_CHARACTERS, blank=True, help_text="its beginning")

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M:%S} {self.status or self.error}"
