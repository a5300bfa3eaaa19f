"""The whole service in a home of its own, as `manage.py up` starts it, for benchmarks that use it from outside."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

from factcheck.local.home import read_environment

PROJECT = Path(__file__).resolve().parents[1]
LONGEST_WAIT = 900
READY = "Ready after"  # begins the line of the log that has the address
# Nothing of the environment that this process has must reach the service: it makes its own.
OF_ANOTHER = (
    *("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL"),
    *("SECRET_KEY", "HTTPS", "FACTCHECK_HOME", "DJANGO_SETTINGS_MODULE"),
)


class Refused(RuntimeError):
    """The service refused a request; the message has its answer."""


class Service:
    """`manage.py up` in a fresh home, with the token of a contributor."""

    def __enter__(self) -> "Service":
        self.home = Path(tempfile.mkdtemp(prefix="factcheck-benchmark-"))
        self.log = (self.home / "log").open("wb")
        self.environment = {name: value for name, value in os.environ.items() if name not in OF_ANOTHER}
        self.environment["FACTCHECK_HOME"] = str(self.home)
        self.up = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-sample"],
            cwd=PROJECT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        try:
            wait(lambda: READY in self.logged() or self.up.poll() is not None, "the service did not start")
            if self.up.poll() is not None:
                raise RuntimeError(f"The service did not start: {self.logged()[-2_000:]}")
            ready = next(line for line in self.logged().splitlines() if READY in line)
            self.address = ready.split()[-1].removesuffix("/admin/")
            self.token = self.manage("create_token", "benchmark", "--role", "contributor").split()[-1]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.up.send_signal(signal.SIGINT)
        self.up.wait(60)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def logged(self) -> str:
        return (self.home / "log").read_text(errors="replace")

    def manage(self, *arguments: str) -> str:
        """What the command says, errors included."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ).stdout

    def get(self, address: str) -> dict[str, Any]:
        """The answer of a path below /api/v1/, or of a whole address that an answer gave. Raises Refused."""
        return self._request(address, None)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a posted body. Raises Refused."""
        return self._request(path, json.dumps(body).encode())

    def _request(self, address: str, body: bytes | None) -> dict[str, Any]:
        whole = address if address.startswith("http") else f"{self.address}/api/v1/{address}"
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        try:
            with urllib.request.urlopen(urllib.request.Request(whole, body, headers), timeout=120) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            raise Refused(f"{whole}: {error.code} {error.read().decode(errors='replace')}") from error

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
