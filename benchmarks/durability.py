"""Counts what is lost, doubled, failed or late when the service is stopped in the middle of its work.

    python -m benchmarks.durability [--claims 2000] [--fault kill|database|orderly] [--fault ...]

Starts the whole service in a home of its own. For each fault a batch of claims is submitted by the API,
the fault is caused as soon as the workers have rows in hand, and the time is taken until nothing is due any more.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg

from factcheck.local.home import read_environment

PROJECT = Path(__file__).resolve().parents[1]
POST_AT_ONCE = 1_000
OUTLETS = 40
TELLERS = 5  # outlets that report one event
LONGEST_WAIT = 900
PLACES = [
    "Orlen",
    "Tarn",
    "Vesk",
    "Brill",
    "Harne",
    "Lodz",
    "Quay",
    "Mirren",
    "Castor",
    "Elnor",
    "Stade",
    "Ferrow",
    "Galt",
    "Iken",
    "Joss",
    "Kelm",
]
THINGS = [
    "bridge",
    "mine",
    "school",
    "harbour",
    "factory",
    "dam",
    "hospital",
    "station",
    "warehouse",
    "theatre",
    "library",
    "market",
]
EVENTS = ["closed", "evacuated", "damaged", "flooded", "sold", "reopened", "inspected", "searched"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.durability")
    parser.add_argument("--claims", type=int, default=2_000, help="posted before each fault")
    parser.add_argument("--fault", action="append", choices=["kill", "database", "orderly"], help="default: all three")
    options = parser.parse_args()
    print("| fault | claims | lost | doubled | failed | charged | s until drained | of them after the fault |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    with Service() as service:
        for number, fault in enumerate(options.fault or ["kill", "database", "orderly"]):
            print(trial(service, fault, options.claims, number), flush=True)
        service.check_suggestions()


class Service:
    """`manage.py up` in a fresh home."""

    def __enter__(self) -> "Service":
        self.home = Path(tempfile.mkdtemp(prefix="factcheck-durability-"))
        self.log = (self.home / "log").open("wb")
        names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL")
        self.environment = {name: value for name, value in os.environ.items() if name not in names}
        self.environment["FACTCHECK_HOME"] = str(self.home)
        self.up = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-sample"],
            cwd=PROJECT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        wait(lambda: b"Ready after" in (self.home / "log").read_bytes(), "the service did not start")
        self.address = next(
            line.split()[-1].removesuffix("/admin/")
            for line in (self.home / "log").read_text().splitlines()
            if "Ready after" in line
        )
        self.token = self.manage("create_token", "durability", "--role", "contributor").split()[-1]
        return self

    def __exit__(self, *_: object) -> None:
        self.up.send_signal(signal.SIGINT)
        self.up.wait(60)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def manage(self, *arguments: str) -> str:
        """What the command says, errors included."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ).stdout

    def check_suggestions(self) -> None:
        """Derive all suggestions anew and say which are others than the stored ones."""
        print("\n" + self.manage("check_suggestions").strip())

    def post(self, claims: list[dict[str, object]]) -> list[int]:
        """The ids of the claims once they are acknowledged."""
        ids: list[int] = []
        for start in range(0, len(claims), POST_AT_ONCE):
            request = urllib.request.Request(
                f"{self.address}/api/v1/claims/bulk/",
                json.dumps({"claims": claims[start : start + POST_AT_ONCE]}).encode(),
                {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
            )
            with urllib.request.urlopen(request, timeout=120) as answer:
                ids += [item["claim"]["id"] for item in json.load(answer)["results"]]
        return ids

    def ask(self, question: str, *values: object) -> tuple[int, ...]:
        """The first row of an SQL query's answer."""
        with psycopg.connect(read_environment(self.home)["DATABASE_URL"]) as connection:
            return connection.execute(question, values).fetchone() or ()

    def processes(self, *words: str) -> list[psutil.Process]:
        """The service's processes whose command line has these words."""
        running = psutil.Process(self.up.pid).children(recursive=True)
        return [each for each in running if set(words) <= set(command(each))]

    def postmaster(self) -> psutil.Process:
        return next(each for each in psutil.Process(self.up.pid).children() if each.name() == "postgres")


def trial(service: Service, fault: str, count: int, number: int) -> str:
    """A row of the table."""
    claims = list(made_up(count, seed=number))
    began = time.monotonic()
    ids = service.post(claims)
    wait(lambda: service.ask("SELECT count(*) FROM claims_claim WHERE lease_owner <> ''") > (0,), "nobody works")
    if fault == "database":
        service.postmaster().send_signal(signal.SIGINT)
    else:
        workers = service.processes("celery", "worker")
        mains = [each for each in workers if each.parent() and each.parent().pid == service.up.pid]
        for each in workers if fault == "kill" else mains:
            each.send_signal(signal.SIGKILL if fault == "kill" else signal.SIGTERM)
    broken = time.monotonic()
    wait(lambda: service.ask("SELECT count(*) FROM claims_claim WHERE check_state = 'due'") == (0,), "not drained")
    end = time.monotonic()
    done, failed, charged = service.ask(
        "SELECT count(*) FILTER (WHERE check_state = 'done'), count(*) FILTER (WHERE check_state = 'failed'),"
        " count(*) FILTER (WHERE attempts > 0) FROM claims_claim WHERE id = ANY(%s)",
        ids,
    )
    stored, different = service.ask(
        "SELECT count(*), count(DISTINCT client_ref) FROM claims_claim WHERE client_ref LIKE %s", f"{number}-%"
    )
    lost = count - done - failed
    return (
        f"| {fault} | {count:,} | {lost} | {stored - different} | {failed} | {charged} "
        f"| {end - began:.0f} | {end - broken:.0f} |"
    )


def made_up(count: int, *, seed: int) -> Iterator[dict[str, object]]:
    """Claims of which TELLERS outlets each report one event, in differing words."""
    chance = random.Random(seed)
    for event in range(-(-count // TELLERS)):
        place, thing, what = chance.choice(PLACES), chance.choice(THINGS), chance.choice(EVENTS)
        people, day = chance.randrange(2, 5_000), chance.randrange(1, 29)
        for teller, outlet in enumerate(chance.sample(range(OUTLETS), TELLERS)):
            if event * TELLERS + teller >= count:
                return
            said = chance.choice(["said the mayor", "the police reported", "officials said"])
            yield {
                "source": {"name": f"Outlet {outlet}"},
                "text": f"The {thing} of {place} was {what} on {day} March and {people:,} people left, {said}.",
                "client_ref": f"{seed}-{event}-{teller}",
            }


def command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def wait(condition: Callable[[], bool], sentence: str) -> None:
    """Wait until it holds; a database that is away is asked again."""
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError, FileNotFoundError):
            if condition():
                return
        time.sleep(0.2)
    raise TimeoutError(f"After {LONGEST_WAIT} s: {sentence}.")


if __name__ == "__main__":
    main()
