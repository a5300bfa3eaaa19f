"""Servers and workers of a trial, in a home of their own: what a trial can take away and bring back."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import redis

from factcheck.local.postgres import Postgres
from factcheck.local.processes import launch
from factcheck.local.valkey import Valkey

PROJECT = Path(__file__).resolve().parents[2]
APPS = {"factcheck": "factcheck", "bare": "benchmarks.trials.bare"}
LONGEST_START = 120


class Stack:
    """PostgreSQL, Valkey and workers, gone when it ends. Servers keep their ports over a restart."""

    def __enter__(self) -> "Stack":
        self.home = Path(tempfile.mkdtemp(prefix="factcheck-trials-"))
        self.log = (self.home / "log").open("wb")
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.postgres, self.valkey = Postgres(self.home / "postgres"), Valkey(self.home / "valkey")
        self.database = self.postgres.start(self.log)
        self.broker = self.valkey.start(self.log)
        self.postgres.wait(self.database)
        self.valkey.wait(self.broker)
        clean = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        self.environment = clean | {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "SECRET_KEY": "of a trial, where nothing is secret and nobody listens",
            "DJANGO_SETTINGS_MODULE": "benchmarks.trials.settings",
            "FACTCHECK_HOME": str(self.home),
            "LOG_LEVEL": "ERROR",
        }
        self.run("-m", "benchmarks.trials.tables")
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_workers()
        self.postgres.stop(self.database)
        self.valkey.stop(self.broker)
        self.log.close()
        if "TRIAL_KEEP" not in os.environ:
            shutil.rmtree(self.home, ignore_errors=True)

    def run(self, *arguments: str, **environment: str) -> None:
        """Run this Python to its end."""
        subprocess.run(
            [sys.executable, "-W", "ignore", *arguments],
            cwd=PROJECT,
            env=self.environment | environment,
            stdout=self.log,
            stderr=self.log,
            check=True,
        )

    def launch(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start this Python as the head of a process group, from the main thread."""
        return launch(
            [sys.executable, "-W", "ignore", *arguments],
            output=self.log,
            environment=self.environment | environment,
            folder=PROJECT,
            death_signal=signal.SIGKILL,  # no worker outlives its trial
        )

    def start_workers(self, engines: tuple[str, ...], **environment: str) -> None:
        """Start a worker with two processes for each engine, and wait until both have begun to take work."""
        begun = time.monotonic()
        for engine in engines:
            options = "--quiet -A {} worker --concurrency 2 --without-gossip --without-mingle --loglevel ERROR"
            self.workers[engine] = self.launch("-m", "celery", *options.format(APPS[engine]).split(), **environment)
        wait(lambda: all(self.children(engine) >= 2 for engine in engines), "the workers did not start")
        self.starting = time.monotonic() - begun

    def children(self, engine: str) -> int:
        """How many processes the engine's worker has started."""
        try:
            return len(psutil.Process(self.workers[engine].pid).children())
        except psutil.NoSuchProcess:
            return 0

    def kill_workers(self) -> None:
        """`kill -9` of all processes of all workers."""
        for worker in self.workers.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.workers.clear()

    def wipe_and_kill_broker(self) -> None:
        with redis.Redis.from_url(self.valkey.url) as broker:
            broker.flushall()
        self.broker.kill()
        self.broker.wait()

    def bring_broker_back(self) -> None:
        self.broker = self.valkey.start(self.log)
        self.valkey.wait(self.broker)

    def ask(self, question: str, *values: object) -> list[tuple]:
        """The rows of an SQL query's answer; none where it gives none."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            found = connection.execute(question, values)
            return found.fetchall() if found.description else []


def wait(condition: Callable[[], bool], sentence: str, *, seconds: float = LONGEST_START) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"After {seconds:.0f} s: {sentence}.")
        time.sleep(0.1)
