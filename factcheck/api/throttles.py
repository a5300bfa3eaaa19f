"""How many requests a client may send."""

import logging
import time

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from factcheck.clients import client_network

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 5  # until a broker that did not answer is asked again


class Circuit:
    """Keeps requests from waiting, one after the other, for a server that hangs: after a failure it is left alone."""

    def __init__(self) -> None:
        self.closed_from = 0.0  # monotonic time

    def may_be_asked(self) -> bool:
        return time.monotonic() >= self.closed_from

    def failed(self) -> None:
        self.closed_from = time.monotonic() + AGAIN_SECONDS


broker = Circuit()


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
        key = f"rate:{self.ident(request)}:{window}"
        if not broker.may_be_asked():
            return True
        try:
            cache.add(key, 0, timeout=2 * self.duration)
            count: int = cache.incr(key)
            return count <= self.num_requests
        except ValueError:  # the key was evicted between the two commands
            return True
        except RedisError as error:
            broker.failed()
            logger.warning("Requests are not counted for %d s, the broker does not answer: %s", AGAIN_SECONDS, error)
            return True

    def ident(self, request: Request) -> str:
        user = request.user
        return f"user-{user.pk}" if user and user.is_authenticated else f"address-{client_network(request)}"

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.seconds_left + 1
