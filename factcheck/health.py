"""For whoever watches the service: does the process answer, and can it work?"""

import logging

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

BROKER_SECONDS = 2

logger = logging.getLogger(__name__)


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer; 503, and which one does not."""
    failed = {
        name: sentence
        for name, check in (("database", check_database), ("broker", check_broker))
        if (sentence := check())
    }
    answer = {name: failed.get(name, "ok") for name in ("database", "broker")}
    return JsonResponse({"status": "unavailable" if failed else "ok", **answer}, status=503 if failed else 200)


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
