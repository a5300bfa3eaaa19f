"""Telling the workers that rows await them, after the rows are committed.

A message lost is not work lost: the sweep rings again for whatever is due, so a broker that is away never fails a
request.
"""

import logging
from collections.abc import Sequence

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def ring(task: str, ids: Sequence[int] = ()) -> None:
    """Send the task's message when the current transaction commits."""

    def send() -> None:
        try:
            current_app.send_task(task, args=[list(ids)])
        except Exception as error:  # whatever the transport raises, the sweep makes up for it
            logger.warning("The broker did not take the message %s (%s); the sweep will ring again.", task, error)

    transaction.on_commit(send)
