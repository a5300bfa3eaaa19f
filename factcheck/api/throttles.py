"""How many requests a client may send."""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from factcheck.clients import client_network
from factcheck.counters import count


class Rate(NamedTuple):
    """How much a client may send and how much of it is left."""

    quota: int
    window: int
    left: int
    seconds: int  # until the next window


class TellRates:
    """Middleware: RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) on what was counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        rate: Rate | None = getattr(request, "rate", None)
        if rate:
            answer["RateLimit-Policy"] = f'"client";q={rate.quota};w={rate.window}'
            answer["RateLimit"] = f'"client";r={rate.left};t={rate.seconds}'
        return answer


class ClientRateThrottle(SimpleRateThrottle):
    """A count per client and window, in the broker's memory.

    REST framework's own throttle reads and writes the times of all requests of the window for each of them.
    When the broker is away nobody is counted: a service that still has its database should answer.
    """

    scope = "user"
    duration: int  # seconds of a window; both are read from the rate
    num_requests: int
    seconds_left: float

    def allow_request(self, request: Request, view: object) -> bool:
        if self.rate is None:
            return True
        now = time.time()
        window = int(now // self.duration)
        self.seconds_left = (window + 1) * self.duration - now
        counted = count(f"rate:{self.ident(request)}:{window}", seconds=2 * self.duration)
        if counted is not None:
            left = max(self.num_requests - counted, 0)
            rate = Rate(self.num_requests, self.duration, left, math.ceil(self.seconds_left))
            request._request.rate = rate  # type: ignore[attr-defined]
        return counted is None or counted <= self.num_requests

    def ident(self, request: Request) -> str:
        user = request.user
        return f"user-{user.pk}" if user and user.is_authenticated else f"address-{client_network(request)}"

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.seconds_left + 1
