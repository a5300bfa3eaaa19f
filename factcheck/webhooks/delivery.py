"""Delivering what the outbox holds: signed requests, retries over days, and a log of every one.

A delivery may be sent twice, where a worker dies between the answer and writing it down; the message id is the same.
"""

import http.client
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook as Signer

from factcheck.outgoing import AddressRefused, connected
from factcheck.webhooks.models import (
    ANSWER_CHARACTERS,
    DELIVER_TASK,
    ERROR_LINE_CHARACTERS,
    Attempt,
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Webhook,
)
from factcheck.work import RELEASED
from factcheck.work.notify import notify_workers

SECONDS = 10  # that a receiver has to answer
# After how long a delivery is tried again, each time; all in all a little more than three days.
DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
LONGEST_WAIT = timedelta(days=1)  # that a receiver may ask for by Retry-After
REST = timedelta(seconds=5)  # nothing is sent to a webhook that has just failed: others are not to wait for it
LONGEST_REST = timedelta(minutes=5)
GONE = 410
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request."""

    status: int | None = None
    error: str = ""
    answer: str = ""
    wait: timedelta | None = None  # as the receiver asks for

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def deliver(delivery_id: int, *, now: datetime) -> None:
    """Send a delivery that this process holds, and write down what came of it."""
    delivery = Delivery.objects.select_related("webhook").get(pk=delivery_id)
    began = time.monotonic()
    outcome = send(delivery, now=now)
    milliseconds = round((time.monotonic() - began) * 1000)
    with transaction.atomic():
        # Webhooks before deliveries: two workers that end deliveries of one webhook wait for each other here.
        webhook = Webhook.objects.select_for_update(no_key=True).filter(pk=delivery.webhook_id).first()
        if webhook is None:  # deleted meanwhile, with all its deliveries
            return
        Attempt.objects.create(
            delivery=delivery,
            sent_at=now,
            milliseconds=milliseconds,
            status=outcome.status,
            error=outcome.error[:ERROR_LINE_CHARACTERS],
            answer=outcome.answer,
        )
        settle(delivery, webhook, outcome, now=timezone.now())


def send(delivery: Delivery, *, now: datetime) -> Outcome:
    """Make one request. Redirects are not followed; whatever goes wrong is part of the outcome."""
    webhook, body = delivery.webhook, delivery.body.encode()
    signatures = (
        Signer(secret).sign(delivery.message_id, now.astimezone(UTC), delivery.body)
        for secret in webhook.signing_secrets(now)
    )
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "factcheck-webhooks/1",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    try:
        with connected(webhook.url, seconds=SECONDS) as (connection, target):
            connection.request("POST", target, body=body, headers=headers)
            answer = connection.getresponse()
            wait = asked_wait(answer.getheader("Retry-After", ""), now=now)
            return Outcome(answer.status, answer=beginning_of(answer), wait=wait)
    except AddressRefused as error:
        return Outcome(error=str(error))
    except (OSError, http.client.HTTPException) as error:
        return Outcome(error=f"{type(error).__name__}: {error}")


def beginning_of(answer: http.client.HTTPResponse) -> str:
    """The first words of an answer's body, for the log; none where it breaks off: its status has come already."""
    try:
        text = answer.read(4 * ANSWER_CHARACTERS).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""
    return text.replace("\0", "\ufffd")[:ANSWER_CHARACTERS]


def asked_wait(header: str, *, now: datetime) -> timedelta | None:
    """How long Retry-After asks to wait (RFC 9110, section 10.2.3), a day at most; None when it says nothing."""
    if header.isascii() and header.isdigit():
        return min(timedelta(seconds=int(header[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta()), LONGEST_WAIT)


def settle(delivery: Delivery, webhook: Webhook, outcome: Outcome, *, now: datetime) -> None:
    """Move a delivery, and its locked webhook, to where the outcome leads."""
    tries = delivery.tries + 1
    values = {**RELEASED, "tries": tries, "last_error": ""}
    if outcome.accepted:
        values |= {"state": DeliveryState.DELIVERED, "delivered_at": now}
        webhook.failing_since = webhook.rests_until = None
    else:
        values["last_error"] = outcome.error or f"It answered {outcome.status}."
        webhook.failing_since = webhook.failing_since or now
        webhook.rests_until = now + min(max(REST, (now - webhook.failing_since) / 10), LONGEST_REST)
        if outcome.status == GONE or tries > len(DELAYS):
            values["state"] = DeliveryState.FAILED
        else:
            delay = DELAYS[tries - 1] * random.uniform(1, 1.1)  # what failed together is not tried again together
            values["due_at"] = now + max(delay, outcome.wait or timedelta())
        disable_if_hopeless(webhook, outcome, tries=tries, now=now)
    webhook.save(update_fields=["failing_since", "rests_until", "disabled_at", "disabled_reason"])
    Delivery.objects.held().filter(pk=delivery.pk).update(**values)


def disable_if_hopeless(webhook: Webhook, outcome: Outcome, *, tries: int, now: datetime) -> None:
    """Disable a webhook that says it is gone, or that has taken nothing since a delivery was first tried."""
    if outcome.status == GONE:
        webhook.disabled_at, webhook.disabled_reason = now, "It answered 410: the address is gone."
    elif tries > len(DELAYS) and webhook.failing_since and now - webhook.failing_since >= sum(DELAYS, timedelta()):
        webhook.disabled_at, webhook.disabled_reason = now, "It has accepted nothing for three days."


def send_again(ids: Iterable[int]) -> int:
    """Have deliveries sent again now, whatever became of them, under their message ids; returns how many.

    One that is being sent at this moment is left alone.
    """
    rows = Delivery.objects.filter(pk__in=list(ids), lease_owner="")
    count = rows.update(**DeliveryQuerySet.AGAIN, **RELEASED, last_error="", delivered_at=None)
    notify_workers(DELIVER_TASK)
    return count


def delete_old(*, now: datetime) -> int:
    """Forget what was delivered or given up more than KEPT_FOR ago; returns how many rows."""
    old = Delivery.objects.filter(created_at__lt=now - KEPT_FOR).exclude(state=DeliveryState.PENDING)
    count, _ = old.delete()
    return count
