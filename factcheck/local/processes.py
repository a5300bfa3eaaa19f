"""Starting and ending the processes of an embedded run, so that none outlives the one that started it."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)


class StartError(RuntimeError):
    """A server could not be started; the message is a sentence for the person at the terminal."""


def launch(
    command: Sequence[str],
    *,
    output: int | IO[bytes],
    death_signal: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    folder: str | os.PathLike[str] | None = None,
    account: pwd.struct_passwd | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` with stdout and stderr going to `output`, as the user of `account` when one is given.

    The process leads a session of its own, so a terminal's Ctrl-C reaches only its starter, who ends it in
    order. When the starting thread ends, however it ends, the kernel sends `death_signal`; call this from
    the main thread.
    """
    parent = os.getpid()

    def die_with_parent() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        pass_fds=pass_fds,
        start_new_session=True,
        preexec_fn=die_with_parent,  # the starter has one thread, so code between fork and exec is safe
    )


def end(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask the process to end, and end its whole process group when it has not after `seconds`."""
    if process.poll() is None:
        process.send_signal(by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # it leads its group; also reaches children it left behind
    process.wait()


def free_port(preferred: int | None = None) -> int:
    """A port of 127.0.0.1 nobody listens on: the preferred one when it is free, otherwise any."""
    if preferred and port_is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """True when 127.0.0.1:port can be listened on, connections of an earlier server still closing or not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
