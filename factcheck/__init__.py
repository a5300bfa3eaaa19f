"""The project: settings, the web application, the Celery application and the embedded stack."""

from factcheck.celery import app as celery_app

__all__ = ["celery_app"]
