"""Locks that other connections hold, really: each in a thread of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from claims.models import Claim


def in_thread(action: Callable[..., object], *arguments: object) -> threading.Thread:
    def run() -> None:
        try:
            action(*arguments)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def held(claim: Claim, *, until: Callable[[], object] | None = None) -> Iterator[None]:
    """Another connection holds the claim's lock: until the block ends, or until it has done what is given."""
    locked, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Claim.objects.lock([claim.pk])
            locked.set()
            if until:
                until()
            else:
                enough.wait(60)

    holder = in_thread(hold)
    try:
        assert locked.wait(60)
        yield
    finally:
        enough.set()
        holder.join()


def removed_when_waited_for(claim: Claim) -> Callable[[], None]:
    """What a holder does who removes the claim as soon as somebody waits for its lock."""

    def remove() -> None:
        with connection.cursor() as cursor:
            for _ in range(6000):
                cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
                if cursor.fetchone():
                    break
                time.sleep(0.01)
        claim.delete()

    return remove


@contextmanager
def impatient() -> Iterator[None]:
    """This thread's connection waits for no lock longer than an instant."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10ms'")
    yield
    connection.close()
