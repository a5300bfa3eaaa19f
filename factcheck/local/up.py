"""`manage.py up`: PostgreSQL, the broker, the web, the workers and the scheduler, in one terminal.

It runs before Django and without it: the settings need the addresses of the servers that it starts.
"""

import argparse
import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from factcheck.environment import SECRETS, SecretRefused, with_secrets
from factcheck.local.home import LOGIN_FILE, OWNER_FILE, HomeInUse, locked, read_environment, write_environment
from factcheck.local.postgres import Postgres
from factcheck.local.processes import StartError, end_all, launch
from factcheck.local.supervisor import Service, Supervisor
from factcheck.local.valkey import Valkey

PROJECT = Path(__file__).resolve().parents[2]
USUAL_PORT = 8000
START_SECONDS = 120
# Long articles, and what waits for other machines, have workers of their own, so that nobody else's waits for them.
LONG_QUEUE, NETWORK_QUEUES = "extraction-long", "webhooks"
WORKER_KIB = 2_000_000  # of memory; a worker process that has more ends after its task, and another takes its place
# Celery advises against root in five lines at each start; here root owns the home, and only loopback is open.
QUIET = ("-W", "ignore::UserWarning:celery.platforms")
# In the environment of every process of a run, so that the next run can end what a killed one left.
MARK = "FACTCHECK_RUN_BY"
KEYS = ("SECRET_KEY", "RECORD_KEY")
# Addresses of roles that may change tables: for `prepare` alone.
MIGHTY = ("OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL")


class Up:
    """One run in one home, which the caller has locked."""

    def __init__(self, home: Path, *, listening: socket.socket, wanted_port: int | None, samples: bool) -> None:
        self.home = home
        self.listening = listening
        self.port: int = listening.getsockname()[1]
        self.wanted_port = wanted_port or USUAL_PORT
        self.samples = samples
        self.supervisor = Supervisor()
        self.given = with_secrets(os.environ, [*SECRETS, *MIGHTY])
        usual = {name: value for name, value in self.given.items() if name not in MIGHTY}
        self.environment = {**usual, MARK: str(home), "FACTCHECK_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self.mighty = {name: value for name in MIGHTY if (value := self.given.get(name))}

    def run(self) -> None:
        """Start everything and look after it until the end is asked for; StartError when it can't start."""
        started = time.monotonic()
        if self.port != self.wanted_port:
            self.supervisor.say(f"Port {USUAL_PORT} is in use by another program, so the web gets {self.port}.")
        try:
            end_leftovers(self.home)
            self.start_servers()
            self.prepare()
            self.start_services()
            if not self.supervisor.ending:
                seconds = time.monotonic() - started
                self.supervisor.say(f"Ready after {seconds:.1f} s at http://127.0.0.1:{self.port}/admin/")
                self.load_samples()
                self.greet()
            self.supervisor.run_until(lambda: False)
            self.supervisor.say("Stopping.")
        finally:
            self.supervisor.stop()
            # What the file still names is gone; only the keys outlive a run: sessions and the record depend on them.
            write_environment(self.home, {name: self.environment.get(name, "") for name in KEYS})
            (self.home / OWNER_FILE).unlink(missing_ok=True)

    def start_servers(self) -> None:
        """Start PostgreSQL and the broker unless the environment names others; note their addresses."""
        kept = read_environment(self.home)
        variables = {
            **{name: self.given.get(name) or kept.get(name) or secrets.token_urlsafe(50) for name in KEYS},
            "HTTPS": self.given.get("HTTPS") or "false",
        }
        self.environment.update(variables)
        starting: list[tuple[Service, Postgres | Valkey]] = []
        postgres, valkey = Postgres(self.home / "postgres"), Valkey(self.home / "valkey")
        if not self.given.get("DATABASE_URL"):
            starting.append((Service("postgres", postgres.start, signal.SIGINT, foundation=True), postgres))
        if not self.given.get("REDIS_URL"):
            starting.append((Service("valkey", valkey.start, foundation=True), valkey))
        for service, _ in starting:
            self.supervisor.add(service)
        for service, server in starting:
            self.wait_for_server(service, server)
        variables["DATABASE_URL"] = self.given.get("DATABASE_URL") or postgres.application_url
        if not self.given.get("DATABASE_URL"):
            self.mighty = dict(zip(MIGHTY, (postgres.owner_url, postgres.url), strict=True))
            write_environment(self.home, {MIGHTY[0]: postgres.owner_url}, OWNER_FILE)
        variables["REDIS_URL"] = self.given.get("REDIS_URL") or valkey.url
        write_environment(self.home, variables)
        self.environment.update(variables)

    def wait_for_server(self, service: Service, server: Postgres | Valkey) -> None:
        first = service.process

        def settled() -> bool:
            assert first is not None
            return first.poll() is not None or server.is_ready(first)

        in_time = self.supervisor.run_until(settled, seconds=START_SECONDS)
        if self.supervisor.ending or (in_time and service.process is first and service.is_running()):
            return
        said = "\n".join(service.last_lines)
        raise StartError(f"{service.name} did not start in {server.folder}.\n{said}".rstrip())

    def prepare(self) -> None:
        """Bring tables, static files and the first login up to date, unless nothing changed since."""
        stamp = self.home / "prepared"
        state = self.state_of_code()
        if stamp.exists() and stamp.read_text(encoding="ascii") == state and (self.home / "static").exists():
            return
        self.supervisor.say("Making the tables and the static files.")
        code = self.supervisor.run_to_end(self.program("prepare", "-m", "factcheck.local.prepare", **self.mighty))
        if self.supervisor.ending:
            return
        if code:
            raise StartError("The tables and static files could not be made; the lines of `prepare` say why.")
        stamp.write_text(state, encoding="ascii")

    def state_of_code(self) -> str:
        """A digest of all that tables and static files are made from, and of the database they are in."""
        digest = hashlib.sha256(self.environment["DATABASE_URL"].rpartition("@")[0].encode())
        if self.given.get("DATABASE_URL"):
            digest.update(secrets.token_bytes(16))  # others may migrate that database, so look every time
        made_from = [PROJECT / "requirements" / "base.txt", PROJECT / "factcheck" / "settings.py"]
        for app in ("factcheck", "sources", "claims"):
            made_from += [*(PROJECT / app).rglob("migrations/*.py"), *(PROJECT / app).rglob("static/**/*")]
        for path in sorted(made_from):
            if path.is_file():
                digest.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes() + b"\0")
        return digest.hexdigest()

    def start_services(self) -> None:
        """Start web, worker and scheduler together, and return when the web answers."""
        processes = min(2, os.cpu_count() or 1)
        worker = (
            f"celery --quiet -A factcheck worker --without-gossip --without-mingle --max-memory-per-child {WORKER_KIB}"
        )
        programs = {
            "web": f"factcheck.web --fd {self.listening.fileno()}",
            "worker": f"{worker} --exclude-queues {LONG_QUEUE},{NETWORK_QUEUES} --concurrency {processes} "
            f"--hostname worker-{os.getpid()}@%h",
            "long": f"{worker} --queues {LONG_QUEUE} --concurrency 1 --hostname long-{os.getpid()}@%h",
            "network": f"{worker} --queues {NETWORK_QUEUES} --concurrency 1 --hostname network-{os.getpid()}@%h",
            "beat": "celery --quiet -A factcheck beat",
        }
        for name, arguments in programs.items():
            self.supervisor.add(self.program(name, *QUIET, "-m", *arguments.split()))
        if self.supervisor.run_until(FirstAnswer(self.port), seconds=START_SECONDS):
            return
        if not self.supervisor.ending:
            raise StartError(f"The web did not answer within {START_SECONDS} s; its lines above say why.")

    def load_samples(self) -> None:
        """Load the sample dossiers once in the life of a home."""
        stamp = self.home / "samples-loaded"
        if not self.samples or stamp.exists():
            return
        code = self.supervisor.run_to_end(self.program("samples", "manage.py", "ingest", "seeds"))
        if code == 0:
            stamp.touch()
        elif not self.supervisor.ending:
            self.supervisor.say(
                f"The sample dossiers were not loaded (exit code {code}); the lines of `samples` say why. "
                "Everything else works; the next start tries again."
            )

    def greet(self) -> None:
        """Say where to go, how to log in and what to try."""
        if self.supervisor.ending:
            return
        address = f"http://127.0.0.1:{self.port}"
        lines = [f"Open {address}/admin/"]
        login = self.home / LOGIN_FILE
        if login.exists():
            name, password = (line.partition(": ")[2] for line in login.read_text(encoding="utf-8").splitlines()[:2])
            lines.append(f"Log in as {name} with the password {password}")
            lines.append(f"  (made for this home and kept in {login}; change it in the admin)")
        else:
            lines.append("Log in with an account of this database.")
        lines += [
            f"Next: open {address}/admin/claims/claim/, choose a claim, read its suggestion, record a verdict.",
            f"API: {address}/api/v1/docs/  A token: manage.py create_token NAME --role reviewer",
            "Ctrl-C stops everything.",
        ]
        for line in lines:
            self.supervisor.say(line)

    def program(self, name: str, *arguments: str, **environment: str) -> Service:
        """A service that runs this Python with the arguments, in this run's environment and with more variables."""

        def start(output: int) -> subprocess.Popen[bytes]:
            command = [sys.executable, *arguments]
            return launch(
                command,
                output=output,
                environment={**self.environment, **environment},
                folder=PROJECT,
                pass_fds=[self.listening.fileno()] if name == "web" else [],
            )

        return Service(name, start)


class FirstAnswer:
    """Asks the web on `port` for its health, without waiting; true from the first answer on, whatever it says.

    The port listens before the web runs, so the question waits in the port's queue until the web takes it.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: socket.socket | None = None

    def __call__(self) -> bool:
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=5)
            self.connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            self.connection.setblocking(False)
        try:
            answer = self.connection.recv(16)
        except BlockingIOError:
            return False
        except OSError:
            answer = b""
        self.connection.close()
        self.connection = None  # ask anew if the web died over the question
        return answer.startswith(b"HTTP/")


def end_leftovers(home: Path) -> None:
    """End processes that a killed run of this home left behind. PostgreSQL's are left to its launcher."""

    def is_leftover(process: psutil.Process) -> bool:
        try:
            return bool(process.pid != os.getpid() and process.environ().get(MARK) == str(home))
        except (psutil.Error, OSError):
            return False

    end_all([process for process in psutil.process_iter() if is_leftover(process)], by=signal.SIGTERM, seconds=3)


def listen(wanted: int | None) -> socket.socket:
    """A socket that listens on the wanted port of 127.0.0.1, or on the usual, or on any free one.

    It is held from the start and handed to the web, so that two runs that start at the same time never take
    the same. Raises StartError when the wanted port is taken.
    """
    for port in (USUAL_PORT, 0) if wanted is None else (wanted,):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
            listening.listen(2048)
        except PermissionError:
            listening.close()
            raise StartError(f"This user may not listen on port {port}; give one above 1023 with --port.") from None
        except OSError:
            listening.close()
        else:
            return listening
    raise StartError(f"Port {wanted} of 127.0.0.1 is in use by another program. Give another with --port.")


def parse(arguments: Sequence[str], environment: Mapping[str, str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start factcheck; Ctrl-C stops it.")
    parser.add_argument(
        "--home",
        type=Path,
        default=environment.get("FACTCHECK_HOME") or PROJECT / ".factcheck",
        help="the folder for everything it writes (default: .factcheck beside manage.py)",
    )
    parser.add_argument("--port", type=port_number, help=f"the port of the web on 127.0.0.1 (default: {USUAL_PORT})")
    parser.add_argument("--no-sample", action="store_true", help="don't load the sample dossiers on the first run")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def main(arguments: Sequence[str]) -> int:
    """Run `manage.py up` with these arguments; the exit code, 0 after an orderly end."""
    options = parse(arguments, os.environ)
    home = Path(os.path.abspath(options.home))
    try:
        with locked(home), listen(options.port) as listening:
            Up(home, listening=listening, wanted_port=options.port, samples=not options.no_sample).run()
    except (HomeInUse, StartError, SecretRefused, OSError) as error:
        sys.stderr.write(f"factcheck can't start: {error}\n")
        return 1
    return 0
