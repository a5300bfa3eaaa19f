"""The schedules as people see them."""

from django_celery_beat.models import PeriodicTask


class Schedule(PeriodicTask):
    """A calendar of one of the service's own jobs (factcheck.work.schedules); the library's row under another name."""

    class Meta:
        proxy = True
        app_label = "claims"
        verbose_name = "schedule"
