"""The scheduler (celery beat), which shows that it lives."""

import logging
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django_celery_beat.schedulers import DatabaseScheduler

from factcheck.work.watch import SCHEDULER, beat

SHOWN_EVERY = 5.0  # seconds

logger = logging.getLogger(__name__)


class Scheduler(DatabaseScheduler):
    """Keeps the schedules of the database, and notes every few seconds that it does."""

    shown = float("-inf")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; returns the seconds until the next tick."""
        wait: float = super().tick(*args, **kwargs)
        if time.monotonic() - self.shown >= SHOWN_EVERY - 0.5:
            try:
                beat(SCHEDULER)
                self.shown = time.monotonic()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The database could not be told that the scheduler lives (%s).", error)
                connection.close()
        return min(wait, SHOWN_EVERY)
