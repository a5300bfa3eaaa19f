"""The scheduler (celery beat): it makes runs of schedules due, and shows that it lives."""

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import QuerySet
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from factcheck.work import schedules
from factcheck.work.watch import SCHEDULER, beat, database_now

TICK_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Scheduler(DatabaseScheduler):
    """Leaves the service's own schedules to factcheck.work.schedules; what else is in the library's tables to it."""

    def enabled_models_qs(self) -> QuerySet[PeriodicTask]:
        others: QuerySet[PeriodicTask] = super().enabled_models_qs().exclude(task=schedules.TASK)
        return others

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Make due and send what is due; returns the seconds until the next tick."""
        try:
            schedules.make_due(now=database_now())
            beat(SCHEDULER)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database could not be asked for schedules (%s); they are looked at again soon.", error)
            connection.close()
        wait: float = super().tick(*args, **kwargs)
        return min(wait, TICK_SECONDS)
