"""The home: the folder an embedded run writes to, and the file by which commands find its servers."""

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

ENVIRONMENT_FILE = "environment"
OWNER_FILE = "owner"  # the address of the tables' owner, which only `migrate` needs
LOCK_FILE = "lock"
LOGIN_FILE = "login"  # the name and password made on the first run


class HomeInUse(RuntimeError):
    """Another process runs in this home; the message says which."""


def read_environment(home: Path, name: str = ENVIRONMENT_FILE) -> dict[str, str]:
    """The variables that `manage.py up` wrote for this home, one NAME=value a line; {} when it never ran."""
    try:
        lines = (home / name).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_environment(home: Path, variables: Mapping[str, str], name: str = ENVIRONMENT_FILE) -> None:
    """Write what `read_environment` reads; only this user may read it, for it holds the passwords."""
    lines = [f"{name}={value}\n" for name, value in variables.items()]
    write_private(home / name, "# Written by `manage.py up`, read by its commands.\n" + "".join(lines))


def write_private(path: Path, content: str) -> None:
    """Write a file that only this user may read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home for this process, which the kernel ends with it; HomeInUse when another has it."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / LOCK_FILE).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise HomeInUse(
                f"factcheck already runs in {home} (process {lock.read().strip() or 'unknown'}). "
                "Stop it first, or give another folder with --home."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
