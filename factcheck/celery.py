"""The Celery application: `celery -A factcheck worker`, `celery -A factcheck beat`."""

import os

from celery import Celery
from celery.signals import import_modules
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
# numpy would start a thread a core in every process; the workers are as many processes as there are cores. It reads
# this once, when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@import_modules.connect  # the first that worker and scheduler do, before they ask database or broker
def check_settings(**_: object) -> None:
    """Stop a worker or scheduler whose settings are not safe: SystemExit, for Celery goes on after any other error."""
    from factcheck.checks import refuse_mistakes  # reads the settings, which this module comes before

    try:
        refuse_mistakes()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
