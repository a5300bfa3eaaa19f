"""Making, changing and ending webhooks."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from factcheck.outgoing import AddressRefused, checked_url
from factcheck.webhooks.models import Event, Webhook, new_secret

MOST_WEBHOOKS = 20  # of a client: each event is written once for every one
OVERLAP = timedelta(hours=24)  # in which both secrets sign
BY_CLIENT = "Its client disabled it."


class WebhookRefused(ValueError):
    """Why there is no such webhook, as a sentence, and the field that it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def checked_receiver(url: str) -> str:
    """The address of a receiver. Its name is looked up at each delivery. Raises WebhookRefused."""
    try:
        parts = checked_url(url)
    except AddressRefused as error:
        raise WebhookRefused("url", str(error)) from None
    if settings.HTTPS and parts.scheme != "https":
        raise WebhookRefused("url", "The address of a webhook begins with https://.")
    if parts.fragment:
        raise WebhookRefused("url", "The address of a webhook has no part behind a #.")
    return url


def checked_events(events: Iterable[str]) -> list[str]:
    """The events in their usual order, each once. Raises WebhookRefused."""
    chosen = set(events)
    if not chosen or chosen - set(Event.values):
        raise WebhookRefused("events", f"A webhook is told of some of {', '.join(Event.values)}.")
    return [event for event in Event.values if event in chosen]


def add_webhook(*, client: User, url: str, events: Iterable[str], description: str = "") -> Webhook:
    """A new webhook, with its secret. Raises WebhookRefused."""
    values = {"url": checked_receiver(url), "events": checked_events(events), "description": description}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=client.pk)  # two at once would both be the last
        if Webhook.objects.filter(client=client).count() >= MOST_WEBHOOKS:
            raise WebhookRefused("url", f"A client may have {MOST_WEBHOOKS} webhooks at most.")
        return Webhook.objects.create(client=client, **values)


@transaction.atomic
def change_webhook(
    webhook_id: int,
    *,
    now: datetime,
    url: str | None = None,
    events: Iterable[str] | None = None,
    description: str | None = None,
    enabled: bool | None = None,
    reason: str = BY_CLIENT,
) -> Webhook:
    """Change what is given; `reason` is why it is disabled, for those who find it so.

    What waited while a webhook was disabled is sent when it is enabled. Raises WebhookRefused; Webhook.DoesNotExist.
    """
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    if url is not None:
        webhook.url = checked_receiver(url)
    if events is not None:
        webhook.events = checked_events(events)
    if description is not None:
        webhook.description = description
    if enabled:
        webhook.disabled_at, webhook.disabled_reason = None, ""
        webhook.failing_since = webhook.rests_until = None
    elif enabled is False and webhook.disabled_at is None:
        webhook.disabled_at, webhook.disabled_reason = now, reason
    webhook.save()
    return webhook


@transaction.atomic
def rotate_secret(webhook_id: int, *, now: datetime) -> Webhook:
    """Give a webhook a new secret; for OVERLAP what it is sent is signed with the one before as well."""
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    webhook.previous_secret, webhook.previous_secret_until = webhook.secret, now + OVERLAP
    webhook.secret = new_secret()
    webhook.save()
    return webhook
