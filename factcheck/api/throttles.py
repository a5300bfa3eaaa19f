"""How many requests a client may send."""

import time

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from factcheck.clients import client_network
from factcheck.counters import count


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
        return counted is None or counted <= self.num_requests

    def ident(self, request: Request) -> str:
        user = request.user
        return f"user-{user.pk}" if user and user.is_authenticated else f"address-{client_network(request)}"

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.seconds_left + 1
