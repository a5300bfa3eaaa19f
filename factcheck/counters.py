"""Counts that all web processes share, in the broker's memory."""

import logging
import time

from django.core.cache import cache
from redis.exceptions import RedisError

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


def count(key: str, *, seconds: int, amount: int = 1) -> int | None:
    """Count so many more under `key`, which is forgotten `seconds` after its first; how many there are.

    None when the broker does not answer: a service that still has its database should.
    """
    if not broker.may_be_asked():
        return None
    try:
        cache.add(key, 0, timeout=seconds)
        counted: int = cache.incr(key, amount)
    except ValueError:  # the key was evicted between the two commands
        return None
    except RedisError as error:
        broker.failed()
        logger.warning("Nothing is counted for all processes for %d s: %s", AGAIN_SECONDS, error)
        return None
    return counted
