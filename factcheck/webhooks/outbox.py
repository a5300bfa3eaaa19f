"""The outbox: events are written in the transaction of what they tell of: neither is there without the other."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.functions import Now
from django.utils import timezone

from factcheck.webhooks.models import DELIVER_TASK, TEST, Delivery, Event, Webhook, new_message_id
from factcheck.work.notify import notify_workers


def announce(event: Event, data: Callable[[], Sequence[Mapping[str, Any]]]) -> None:
    """Have every webhook that asks for the event told of it, when the transaction commits.

    `data` gives a mapping for each time that it happened; it is called only where a webhook asks for the event.
    """
    wanted = Webhook.objects.filter(events__contains=[event.value], disabled_at=None, client__is_active=True)
    webhooks = list(wanted.values_list("pk", flat=True).order_by("pk"))
    if not webhooks:
        return
    messages = [(new_message_id(), body_of(event.value, one)) for one in data()]
    Delivery.objects.bulk_create(
        [
            Delivery(webhook_id=webhook, message_id=message_id, event=event.value, body=body, due_at=Now())
            for message_id, body in messages
            for webhook in webhooks
        ],
        batch_size=1000,
    )
    if messages:
        notify_workers(DELIVER_TASK)


def send_test(webhook: Webhook) -> Delivery:
    """Have a webhook sent an event that tells of nothing."""
    delivery = Delivery.objects.create(webhook=webhook, event=TEST, body=body_of(TEST, {"webhook": webhook.pk}))
    notify_workers(DELIVER_TASK)
    delivery.refresh_from_db()
    return delivery


def body_of(event: str, data: Mapping[str, Any]) -> str:
    """The JSON of a message: what happened, when, and to what."""
    message = {"type": event, "timestamp": timezone.now().isoformat(), "data": dict(data)}
    return json.dumps(message, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
