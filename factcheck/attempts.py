"""Wrong passwords and tokens, counted by the address they come from.

Each process remembers what it was told, so asking costs nothing and works while the database or the broker is away.
Wrong attempts are also counted for all web processes together, in the broker's memory, and a process learns that count
with each one it sees: with n processes the limit is passed by n - 1 attempts at most. Without the broker each process
counts alone, and the limit is n times as high.
"""

import threading
import time
from collections import OrderedDict

from factcheck.counters import count as count_for_all

MOST_ADDRESSES = 10_000


class WrongAttempts:
    """At most `limit` wrong attempts of an address in each window of `seconds`."""

    def __init__(self, name: str, *, limit: int, seconds: int) -> None:
        self.name = name
        self.limit, self.seconds = limit, seconds
        self.counts: OrderedDict[str, tuple[float, int]] = OrderedDict()  # when the window ends, and how many
        self.lock = threading.Lock()

    def wait(self, address: str) -> float:
        """Seconds until the address may try again; 0 when it may now."""
        with self.lock:
            until, count = self.counts.get(address, (0.0, 0))
        left = until - time.monotonic()
        return left if count >= self.limit and left > 0 else 0.0

    def add(self, address: str) -> int:
        """Count one wrong attempt; returns how many there are in this window."""
        everywhere = count_for_all(f"wrong-{self.name}:{address}", seconds=self.seconds) or 0
        now = time.monotonic()
        with self.lock:
            until, count = self.counts.pop(address, (0.0, 0))
            if until <= now:
                until, count = now + self.seconds, 0
            count = max(count + 1, everywhere)
            self.counts[address] = until, count  # the latest at the end
            while len(self.counts) > MOST_ADDRESSES:
                self.counts.popitem(last=False)
        return count

    def clear(self) -> None:
        with self.lock:
            self.counts.clear()


class Remembered:
    """The latest keys seen, up to `most`."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        self.keys: OrderedDict[str, None] = OrderedDict()
        self.lock = threading.Lock()

    def add(self, key: str) -> None:
        with self.lock:
            self.keys.pop(key, None)
            self.keys[key] = None
            while len(self.keys) > self.most:
                self.keys.popitem(last=False)

    def discard(self, key: str) -> None:
        with self.lock:
            self.keys.pop(key, None)

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    def clear(self) -> None:
        with self.lock:
            self.keys.clear()


wrong_tokens = WrongAttempts("tokens", limit=30, seconds=60)
wrong_passwords = WrongAttempts("passwords", limit=60, seconds=900)
# Digests of tokens that were right: their clients are not kept out by somebody who guesses at the same address.
right_tokens = Remembered(most=10_000)
