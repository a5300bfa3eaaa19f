"""A request's id, in its answer and in every line that is logged meanwhile: who reports a fault names it."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")  # by a proxy or client; anything else could forge a line of the log
current: ContextVar[str] = ContextVar("current", default="")


class RequestIds:
    """Middleware, the outermost: takes the id that came with the request, or gives it one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        found = given if GIVEN.fullmatch(given) else uuid4().hex
        token = current.set(found)
        try:
            answer = self.get_response(request)
        finally:
            current.reset(token)
        answer[HEADER] = found
        return answer


class AddRequestId(logging.Filter):
    """Gives a log line `%(request)s`: the id between brackets, or nothing outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        found = current.get()
        record.request = f" [{found}]" if found else ""
        return True
