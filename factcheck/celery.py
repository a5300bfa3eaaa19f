"""The Celery application: `celery -A factcheck worker`, `celery -A factcheck beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
# numpy would start a thread a core in every process; the workers are as many processes as there are cores. It reads
# this once, when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
