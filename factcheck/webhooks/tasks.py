"""Tasks of webhooks."""

from celery import shared_task
from django.utils import timezone

from factcheck.webhooks.delivery import delete_old, deliver
from factcheck.webhooks.models import DELIVER_TASK, Delivery
from factcheck.work.through import work_through


@shared_task(name=DELIVER_TASK, soft_time_limit=60, time_limit=90)
def deliver_due() -> None:
    """Deliver what is due, one at a time."""
    work_through(Delivery.objects.all(), send_one, batch=1, task=DELIVER_TASK)


def send_one(ids: list[int]) -> None:
    deliver(ids[0], now=timezone.now())


@shared_task(name="webhooks.delete_old_deliveries")
def delete_old_deliveries() -> None:
    delete_old(now=timezone.now())
