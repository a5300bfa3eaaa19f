"""Retry of transactions that lost a conflict over a lock."""

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

TRIES = 5
# PostgreSQL's codes: a serialization failure, a deadlock, a lock that was not to be had in time.
CONFLICTS = {"40001", "40P01", "55P03"}
# What a person reads whose action lost all tries.
HELD = "Others are changing the same at this moment, and nothing of yours is stored yet. Try again in a few seconds."

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


def is_conflict(error: BaseException) -> bool:
    """Whether the statement failed only because of what another transaction did at this moment."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in CONFLICTS


def again_on_conflict(action: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The action, run again at once when it lost a conflict, TRIES times in all; then the error is raised.

    The action makes its own transactions. Within a transaction of the caller, which is lost with the conflict, it
    runs once.
    """

    @functools.wraps(action)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        tries = 1 if connection.in_atomic_block else TRIES
        for left in reversed(range(tries)):
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if not (left and is_conflict(error)):
                    raise
                logger.info("%s lost a conflict over a lock and runs again (%s)", action.__qualname__, error)
                time.sleep(random.uniform(0, 0.05))
        raise AssertionError("unreachable")

    return run
