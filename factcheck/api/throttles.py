"""How many requests a client may send."""

import logging
import time

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from factcheck.clients import client_network

logger = logging.getLogger(__name__)


class ClientRateThrottle(SimpleRateThrottle):
    """A count per client and window, in the broker's memory.

    REST framework's own throttle reads and writes the times of all requests of the window for each of them.
    When the broker is away nobody is counted: a service that still has its database should answer.
    """

    scope = "user"

    def allow_request(self, request: Request, view: object) -> bool:
        if self.rate is None:
            return True
        now = time.time()
        window = int(now // self.duration)
        self.seconds_left = (window + 1) * self.duration - now
        key = f"rate:{self.ident(request)}:{window}"
        try:
            cache.add(key, 0, timeout=2 * self.duration)
            return cache.incr(key) <= self.num_requests
        except (RedisError, ValueError) as error:  # ValueError: the key was evicted between the two commands
            logger.warning("Requests are not counted, the broker does not answer: %s", error)
            return True

    def ident(self, request: Request) -> str:
        user = request.user
        return f"user-{user.pk}" if user and user.is_authenticated else f"address-{client_network(request)}"

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.seconds_left + 1
