"""The task of the schedules."""

from celery import shared_task

from factcheck.work.schedules import TASK, do
from factcheck.work.tables import ScheduledRun
from factcheck.work.through import work_through


@shared_task(name=TASK, soft_time_limit=900, time_limit=960)
def run_schedules() -> None:
    """Do the runs of schedules that are due."""
    work_through(ScheduledRun.objects.all(), do, batch=1, task=TASK)
