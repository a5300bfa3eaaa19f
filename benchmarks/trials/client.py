"""The client outside: it posts pieces and logs those that were accepted; the checker compares its log."""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from kombu import Connection

from benchmarks.trials.behaviour import GOOD
from benchmarks.trials.stack import Stack

ENGINES = ("factcheck", "bare")


class Client:
    """Posts pieces to both engines. The log is a file, a line a piece, outside of database and broker."""

    def __init__(self, stack: Stack, engines: tuple[str, ...]) -> None:
        self.stack, self.engines = stack, engines
        self.refused: Counter[str] = Counter()
        for engine in engines:
            self.log(engine).write_text("", encoding="ascii")
        stack.ask("TRUNCATE trials_piece, trials_result, factcheck_heartbeat")

    def log(self, engine: str) -> Path:
        return self.stack.home / f"accepted-{engine}"

    def accepted(self, engine: str) -> set[int]:
        return {int(line) for line in self.log(engine).read_text(encoding="ascii").split()}

    def post(self, pieces: dict[int, str]) -> None:
        for engine in self.engines:
            send = self._rows if engine == "factcheck" else self._messages
            with self.log(engine).open("a", encoding="ascii") as log:
                log.writelines(f"{number}\n" for number in send(pieces))

    def _rows(self, pieces: dict[int, str]) -> list[int]:
        """A row each: once they are committed the client has its answer, whatever becomes of broker and workers."""
        with psycopg.connect(self.stack.postgres.url) as connection, connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO trials_piece (number, kind, attempts, last_error) VALUES (%s, %s, 0, '')",
                list(pieces.items()),
            )
        return list(pieces)

    def _messages(self, pieces: dict[int, str]) -> list[int]:
        """A message each."""
        from benchmarks.trials.bare import app  # its broker's address is known only now

        accepted = []
        for number, kind in pieces.items():
            try:
                # A connection each, as of clients that know nothing of each other: one that broke spoils no other.
                with Connection(self.stack.valkey.url, transport_options={"max_retries": 0}) as connection:
                    app.send_task("bare.work", [number, kind], queue="bare", connection=connection, retry=False)
                accepted.append(number)
            except Exception:  # whatever the transport raises, the client was told that it is not accepted
                self.refused["bare"] += 1
        return accepted


@dataclass
class Outcome:
    """What became of the work of one engine in one trial."""

    trial: str
    seed: int
    engine: str
    work: int
    faults: str
    lost: int
    doubled: int
    failed: int
    seconds: float | None  # from the last fault until all was done; None where it never was
    wrong: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not (self.lost or self.doubled or self.wrong) and self.seconds is not None

    def row(self) -> str:
        seconds = "never" if self.seconds is None else f"{self.seconds:.0f}"
        return (
            f"| {self.trial} | {self.seed} | {self.engine} | {self.work:,} | {self.faults} | {self.lost} "
            f"| {self.doubled} | {self.failed} | {seconds} |"
        )


HEADING = """| trial | seed | engine | work | faults | lost | doubled | failed | s to drain |
|---|---:|---|---:|---|---:|---:|---:|---:|"""


def check(client: Client, *, trial: str, seed: int, faults: str, drained: dict[str, float | None]) -> list[Outcome]:
    """Compare what the client was told with what the database has."""
    outcomes = []
    failed = {number for (number,) in client.stack.ask("SELECT number FROM trials_piece WHERE state = 'failed'")}
    for engine in client.engines:
        results = Counter(
            dict(
                client.stack.ask("SELECT number, count(*) FROM trials_result WHERE engine = %s GROUP BY number", engine)
            )
        )
        accepted = client.accepted(engine)
        given_up = failed if engine == "factcheck" else set()
        outcomes.append(
            Outcome(
                trial,
                seed,
                engine,
                len(accepted),
                faults,
                lost=len(accepted - results.keys() - given_up),
                doubled=sum(count > 1 for count in results.values()),
                failed=len(given_up & accepted),
                seconds=drained[engine],
            )
        )
    return outcomes


def good(count: int, *, first: int = 1) -> dict[int, str]:
    return dict.fromkeys(range(first, first + count), GOOD)


def moments(seed: int, count: int, shortest: float, longest: float) -> list[float]:
    """Seconds, drawn by the seed."""
    chance = random.Random(seed)
    return [chance.uniform(shortest, longest) for _ in range(count)]
