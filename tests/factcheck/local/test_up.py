"""`manage.py up` as a newcomer meets it: one run of the whole service, and its ends."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from factcheck.local import up

PROJECT = Path(__file__).resolve().parents[3]


class Run:
    """A running `manage.py up` without DATABASE_URL and REDIS_URL; its log is read as it comes."""

    def __init__(self, home: Path, *arguments: str) -> None:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FACTCHECK_HOME", "DJANGO_SETTINGS_MODULE"}
        }
        self.log: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), "up", "--home", str(home), "--no-sample", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            start_new_session=True,
        )

    def read_until(self, part: str) -> str:
        """The first line from here on that has `part`."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line)
            if part in line:
                return line
        raise AssertionError("\n".join(["it never said " + part, *self.log]))

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: signal.Signals) -> list[psutil.Process]:
        """End it by a signal; the processes it had that are still there."""
        had = self.processes()
        self.process.send_signal(number)
        with self.process:
            self.log.extend(self.process.stdout or [])
        _, alive = psutil.wait_procs(had, timeout=15)
        return [each for each in alive if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("a home") / "of factcheck"


def port_of(line: str) -> int:
    return int(line.split("127.0.0.1:")[1].split("/")[0])


def test_a_home_through_its_first_run_a_kill_and_a_later_run(home):
    first = Run(home)
    try:
        port = port_of(first.read_until("Ready after"))
        first.read_until("Ctrl-C stops everything")
        said = "".join(first.log)

        # The newcomer learns where to go and how to log in; the password is for this home alone.
        login = (home / "login").read_text().splitlines()
        assert (
            f"Log in as {login[0].removeprefix('name: ')} with the password {login[1].removeprefix('password: ')}"
            in said
        )
        for private in ("login", "environment", "owner", "postgres/password", "valkey/password"):
            assert (home / private).stat().st_mode & 0o077 == 0

        # What runs for long works with the database as a role that may not change tables.
        assert "postgres://factcheck_app:" in (home / "environment").read_text()
        for each in first.processes():
            if "python" in each.name():
                known = each.environ()
                assert "factcheck_owner" not in "".join(known.values())
                assert "postgres://factcheck:" not in "".join(known.values())

        # The admin is there, with its styles.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/admin/login/")
        page = connection.getresponse().read().decode()
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        connection.request("GET", style)
        assert connection.getresponse().status == 200
        connection.close()

        # A second run of the same home is refused with a sentence, and so is a port in use.
        refused = Run(home)
        assert "factcheck already runs in" in refused.read_until("factcheck can't start")
        with refused.process:
            assert refused.process.wait(20) == 1
        refused = Run(home.with_name("other"), "--port", str(port))
        assert f"Port {port} of 127.0.0.1 is in use" in refused.read_until("factcheck can't start")
        with refused.process:
            assert refused.process.wait(20) == 1

        # A part that is killed comes back.
        web = next(each for each in first.processes() if "factcheck.web" in " ".join(each.cmdline()))
        web.kill()
        assert "killed by SIGKILL" in first.read_until("web ended")
    finally:
        # The whole of it is killed at once, as by a power cut.
        for each in first.processes():
            each.kill()
        alive = first.end(signal.SIGKILL)
    assert not alive

    later = Run(home)
    try:
        later.read_until("Ready after")
        later.read_until("Ctrl-C stops everything")
        assert not any("prepare" in line for line in later.log)
        assert (home / "login").read_text().splitlines() == login
    finally:
        alive = later.end(signal.SIGINT)
    assert not alive
    assert later.process.returncode == 0
    left = (home / "environment").read_text()
    assert "DATABASE_URL" not in left
    assert all(f"{name}=" in left for name in ("SECRET_KEY", "RECORD_KEY"))  # a later run signs with the same
    assert not (home / "owner").exists()


def test_without_a_wish_two_runs_take_different_ports(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        usual = taken.getsockname()[1]
    monkeypatch.setattr(up, "USUAL_PORT", usual)
    with up.listen(None) as first, up.listen(None) as second:
        assert first.getsockname()[1] == usual
        assert second.getsockname()[1] != usual


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_a_port_that_is_none_is_refused_with_a_sentence(port, capsys):
    with pytest.raises(SystemExit):
        up.main([f"--port={port}"])
    assert "a port is a number from 1 to 65535" in capsys.readouterr().err


def test_a_home_that_cannot_be_made_is_named_in_a_sentence(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    started = time.monotonic()
    assert up.main([f"--home={tmp_path / 'file' / 'home'}"]) == 1
    assert "factcheck can't start" in capsys.readouterr().err
    assert time.monotonic() - started < 5
