"""Health checks: liveness and readiness."""

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from factcheck.work.watch import missing_scheduler, missing_workers

BROKER_SECONDS = 2

logger = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, which is all that a request needs; 503 when it does not.

    Without broker, workers or scheduler the web serves as ever and only the work waits: that is said, and takes nothing
    out of service. Workers that live and take nothing are as good as none.
    """
    database, broker = check_database(), check_broker()
    unknown = "unknown, without the database"
    workers = unknown if database else missing_workers()
    scheduler = unknown if database else missing_scheduler()
    status = "unavailable" if database else "degraded" if broker or workers or scheduler else "ok"
    answer = {"database": database, "broker": broker, "workers": workers, "scheduler": scheduler}
    said = {name: sentence or "ok" for name, sentence in answer.items()}
    return JsonResponse({"status": status, **said}, status=503 if database else 200)


def check_database() -> str:
    """A sentence when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        # What the driver says may name hosts and users: that is for the log.
        logger.warning("The database does not answer: %s", error)
        connection.close()
        return "The database does not answer."
    return ""


def check_broker() -> str:
    """A sentence when the broker does not answer."""
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
        ) as broker:
            broker.ping()
    except redis.RedisError as error:
        logger.warning("The broker does not answer: %s", error)
        return "The broker does not answer."
    return ""
