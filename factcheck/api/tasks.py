"""Tasks of the API."""

from celery import shared_task
from django.utils import timezone

from factcheck.api import idempotency


@shared_task(name="api.delete_expired_answers")
def delete_expired_answers() -> None:
    idempotency.delete_expired(now=timezone.now())
