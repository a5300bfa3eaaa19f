"""How many requests a client may send."""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import Throttled
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
        rates: dict[str, Rate] = getattr(request, "rates", {})
        if rates:
            policies = (f'"{name}";q={rate.quota};w={rate.window}' for name, rate in rates.items())
            answer["RateLimit-Policy"] = ", ".join(policies)
            answer["RateLimit"] = ", ".join(f'"{name}";r={rate.left};t={rate.seconds}' for name, rate in rates.items())
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

    policy = "client"
    key = "rate"

    def allow_request(self, request: Request, view: object) -> bool:
        return self.allow(request, 1)

    def allow(self, request: Request, amount: int) -> bool:
        """Count so many; whether they are within what the client may send."""
        if self.rate is None:
            return True
        now = time.time()
        window = int(now // self.duration)
        self.seconds_left = (window + 1) * self.duration - now
        counted = count(f"{self.key}:{self.ident(request)}:{window}", seconds=2 * self.duration, amount=amount)
        if counted is not None:
            left = max(self.num_requests - counted, 0)
            rate = Rate(self.num_requests, self.duration, left, math.ceil(self.seconds_left))
            request._request.__dict__.setdefault("rates", {})[self.policy] = rate
        return counted is None or counted <= self.num_requests

    def ident(self, request: Request) -> str:
        user = request.user
        return f"user-{user.pk}" if user and user.is_authenticated else f"address-{client_network(request)}"

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.seconds_left + 1


class ItemRateThrottle(ClientRateThrottle):
    """How many items a client may send in bulk."""

    scope = "items"
    policy = "items"
    key = "item-rate"


def charge_items(request: Request, amount: int) -> None:
    """Count the items of a request. Raises Throttled, before anything is stored, when they are too many."""
    throttle = ItemRateThrottle()
    if not throttle.allow(request, amount):
        raise Throttled(throttle.wait(), "Too many items came within a minute.")
