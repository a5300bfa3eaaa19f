"""Trial 3: clients post claims while PostgreSQL is stopped and its connections are cut off.

Each claim whose client was told 201 must be there, once; whoever was not served must have been told so, by 503 with
problem+json, and told soon.
"""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field

CLIENTS = 8
PATIENCE_SECONDS = 60


@dataclass
class Log:
    """What the clients were told."""

    accepted: list[str] = field(default_factory=list)  # client_ref
    answers: Counter[str] = field(default_factory=Counter)
    last_refused: float = 0.0  # monotonic time
    first_after: float = 0.0  # of the first that was accepted after that
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, ref: str, answer: str) -> None:
        with self.lock:
            self.answers[answer] += 1
            if answer == "201":
                self.accepted.append(ref)
                self.first_after = self.first_after or time.monotonic()
            else:
                self.last_refused, self.first_after = time.monotonic(), 0.0

    @property
    def wrong(self) -> dict[str, int]:
        """Answers that are neither the claim nor an orderly refusal."""
        return {answer: count for answer, count in self.answers.items() if answer not in {"201", "503 problem+json"}}


def post(address: str, token: str, ref: str) -> str:
    """Post a claim; what came back, in short."""
    body = {"source": {"name": "Trial Post"}, "text": f"The bridge of Orlen has {ref} lanes.", "client_ref": ref}
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{address}/api/v1/claims/", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as error:
        kind = error.headers.get("Content-Type", "").removeprefix("application/")
        return f"{error.code} {kind}"
    except OSError as error:
        return type(error).__name__


def post_all(address: str, token: str, *, rate: float, over: threading.Event, log: Log) -> list[threading.Thread]:
    """Start clients that post `rate` claims a second together until it is over."""

    def client(number: int) -> None:
        count, due = 0, time.monotonic()
        while not over.is_set():
            count += 1
            ref = f"{number}-{count}"
            log.note(ref, post(address, token, ref))
            due += CLIENTS / rate
            over.wait(max(0.0, due - time.monotonic()))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    return threads


def stored(rows: list[tuple[str, int]], log: Log) -> tuple[int, int]:
    """How many accepted claims are not there, and how many are there more than once; rows are client_ref and count."""
    counts = dict(rows)
    return sum(ref not in counts for ref in log.accepted), sum(count > 1 for count in counts.values())
