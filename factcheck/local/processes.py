"""Starting and ending the processes of an embedded run, so that none outlives the one that started it."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

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


def wait_until_ready(
    name: str, process: subprocess.Popen[bytes], is_ready: Callable[[subprocess.Popen[bytes]], bool], seconds: float
) -> None:
    """Return when `is_ready(process)` is true; StartError when the process ended or `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not is_ready(process):
        if process.poll() is not None:
            raise StartError(f"{name} ended with exit code {process.returncode} while starting.")
        if time.monotonic() > deadline:
            raise StartError(f"{name} was not ready after {seconds:.0f} seconds.")
        time.sleep(0.02)


def end(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask the process to end, and end its whole process group when it has not after `seconds`."""
    if process.poll() is None:
        process.send_signal(by)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # it leads its group; also reaches children it left behind
    process.wait()


def end_those_in(folder: Path, *, name: str, by: signal.Signals, seconds: float) -> None:
    """End the programs called `name` whose working folder is `folder`: a killed run left them behind.

    Raises StartError when one can't be ended.
    """

    def works_here(process: psutil.Process) -> bool:
        try:
            return (
                process.name() == name
                and process.status() != psutil.STATUS_ZOMBIE
                and os.path.samefile(f"/proc/{process.pid}/cwd", folder)
            )
        except (psutil.Error, OSError):
            return False

    end_all([process for process in psutil.process_iter() if works_here(process)], by=by, seconds=seconds)


def end_all(processes: Sequence[psutil.Process], *, by: signal.Signals, seconds: float) -> None:
    """Ask processes that are no children of this one to end, kill the stubborn; StartError when one stays."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(by)
    _, stubborn = psutil.wait_procs(processes, timeout=seconds)
    for process in stubborn:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _, alive = psutil.wait_procs(stubborn, timeout=seconds)
    alive = [process for process in alive if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    if alive:
        ids = ", ".join(str(process.pid) for process in alive)
        raise StartError(f"Processes of an earlier run can't be ended: {ids}.")


def claim_port(name: str, port: int | None) -> int:
    """The given port when it is free, any free one when none is given; StartError for a taken one."""
    if port is None:
        return free_port()
    if not port_is_free(port):
        raise StartError(f"{name} can't listen on port {port} of 127.0.0.1: another program does.")
    return port


def free_port() -> int:
    """A port of 127.0.0.1 nobody listens on."""
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
