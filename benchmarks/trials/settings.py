"""The service's settings, for an application that has nothing but pieces of work."""

from factcheck.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django_celery_beat",
    "factcheck",
    "benchmarks.trials",
]
CELERY_TASK_ROUTES = {"trials.work": {"queue": "work"}}
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "work")]  # noqa: F405
ROOT_URLCONF = "benchmarks.trials.urls"
MIDDLEWARE = TEMPLATES = []
