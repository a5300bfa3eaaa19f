"""Keeps a set of services running: one log, restarts with back-off, an orderly end.

One thread does it all. A service is started from it, so the kernel ends the service with this process, and
no lock of another thread can be held between fork and exec.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from factcheck.local.processes import StartError, end

FIRST_PAUSE = 1.0  # seconds before a service that died is started again; doubles up to the longest
LONGEST_PAUSE = 30.0
STEADY = 30.0  # a service that lived this long starts again after the first pause
STOP_SECONDS = 12.0
LONGEST_LINE = 16_384  # bytes; a longer one is cut into several
REMEMBERED_LINES = 5
NAME_WIDTH = 9


@dataclass
class Service:
    """One program: how to start it with its output going to a descriptor, and how to ask it to end.

    A foundation is what other services need: it ends after them.
    """

    name: str
    start: Callable[[int], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    foundation: bool = False
    process: subprocess.Popen[bytes] | None = None
    output: int | None = None
    unfinished_line: bytes = b""
    last_lines: list[str] = field(default_factory=list)
    started: float = 0.0  # monotonic time
    pause: float = FIRST_PAUSE
    due: float | None = None  # monotonic time of the next start while it is down

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs services until the end is asked for by SIGINT, SIGTERM or SIGHUP; twice means at once."""

    def __init__(self) -> None:
        self.services: list[Service] = []
        self.times_asked_to_end = 0
        self._lines_left_out = 0
        self._selector = selectors.DefaultSelector()
        self._wake, waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector.register(self._wake, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_end)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # wakes the loop

    @property
    def ending(self) -> bool:
        return self.times_asked_to_end > 0

    def say(self, line: str, name: str = "factcheck") -> None:
        """One line of the common log. The end of its reader asks for the end of the run.

        A log that can't be written, as on a full disk, ends nothing: lines are left out, and how many is said later.
        """
        text = f"{name:<{NAME_WIDTH}} | {line}\n"
        if self._lines_left_out:
            count = self._lines_left_out
            text = (
                f"\n{'factcheck':<{NAME_WIDTH}} | {count} lines are missing here: the log could not be written.\n{text}"
            )
        waiting = text.encode("utf-8", errors="backslashreplace")
        try:
            while waiting:  # past Python's buffer, which would keep what could not be written
                waiting = waiting[os.write(sys.stdout.fileno(), waiting) :]
        except BrokenPipeError:
            self.times_asked_to_end += 1
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError:
            self._lines_left_out += 1
        else:
            self._lines_left_out = 0

    def add(self, service: Service) -> None:
        """Start a service, and keep it running from now on; StartError when it can't even be started."""
        self._launch(service)
        self.services.append(service)

    def run_until(self, reached: Callable[[], bool], *, seconds: float = float("inf")) -> bool:
        """Look after the services until `reached()`; False when the end was asked for or time ran out."""
        deadline = time.monotonic() + seconds
        while not self.ending and time.monotonic() < deadline:
            if reached():
                return True
            self._look_after(0.05)
        return False

    def run_to_end(self, task: Service) -> int:
        """Run a program once beside the services; its exit code, negative for the signal that ended it."""
        self._launch(task)
        self.run_until(lambda: not task.is_running())
        return self._end([task])

    def stop(self) -> None:
        """End every service, the foundations last; their output is read until they are gone."""
        self.times_asked_to_end = max(self.times_asked_to_end, 1)
        try:
            self._end([service for service in self.services if not service.foundation])
        finally:
            self._end([service for service in self.services if service.foundation])

    def _ask_to_end(self, number: int, frame: object) -> None:
        self.times_asked_to_end += 1

    def _launch(self, service: Service) -> None:
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            service.process = service.start(writing)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        os.set_blocking(reading, False)
        service.output, service.unfinished_line, service.last_lines = reading, b"", []
        service.started, service.due = time.monotonic(), None
        self._selector.register(reading, selectors.EVENT_READ, service)

    def _look_after(self, seconds: float) -> None:
        """Pass output on for at most so long, and start again what died and is due."""
        self._read(seconds)
        for service in self.services:
            if service.process is not None and service.process.poll() is not None:
                self._note_death(service)
            if service.due is not None and time.monotonic() >= service.due and not self.ending:
                self._start_again(service)

    def _note_death(self, service: Service) -> None:
        assert service.process is not None
        code = self._end([service])
        if time.monotonic() - service.started > STEADY:
            service.pause = FIRST_PAUSE
        self.say(
            f"{service.name} ended ({describe_exit(code)}) and starts again in {service.pause:.0f} s."
            + (f" Its last line: {service.last_lines[-1]}" if service.last_lines else "")
        )
        service.due = time.monotonic() + service.pause
        service.pause = min(service.pause * 2, LONGEST_PAUSE)

    def _start_again(self, service: Service) -> None:
        try:
            self._launch(service)
        except (StartError, OSError) as error:
            self.say(f"{service.name} can't start, next attempt in {service.pause:.0f} s: {error}")
            service.due = time.monotonic() + service.pause
            service.pause = min(service.pause * 2, LONGEST_PAUSE)

    def _end(self, services: Iterable[Service]) -> int:
        """Ask the services to end, wait while reading their output, and kill the stubborn; last exit code."""
        running = [service for service in services if service.process is not None]
        for service in running:
            if service.is_running() and service.process is not None:
                with contextlib.suppress(ProcessLookupError):
                    service.process.send_signal(service.stop_signal)
        deadline = time.monotonic() + STOP_SECONDS
        while any(service.is_running() for service in running) and self.times_asked_to_end < 2:
            if time.monotonic() > deadline:
                break
            self._read(0.05)
        code = 0
        for service in running:
            if service.process is not None:
                end(service.process, by=signal.SIGKILL)  # what is left of its group, too
                code = service.process.returncode
            self._read_output(service)
            self._close_output(service)
            service.process, service.due = None, None
        return code

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake, 4096)
            else:
                self._read_output(key.data)

    def _read_output(self, service: Service) -> None:
        while service.output is not None:
            try:
                received = os.read(service.output, 65_536)
            except BlockingIOError:
                return
            if not received:
                self._close_output(service)
                return
            *lines, rest = (service.unfinished_line + received).split(b"\n")
            if len(rest) > LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            service.unfinished_line = rest
            for line in lines:
                for start in range(0, len(line), LONGEST_LINE):
                    self._pass_on(service, line[start : start + LONGEST_LINE])

    def _pass_on(self, service: Service, line: bytes) -> None:
        text = line.decode("utf-8", errors="replace").rstrip()
        if text:
            service.last_lines = [*service.last_lines[1 - REMEMBERED_LINES :], text]
            self.say(text, service.name)

    def _close_output(self, service: Service) -> None:
        if service.output is None:
            return
        self._pass_on(service, service.unfinished_line)
        self._selector.unregister(service.output)
        os.close(service.output)
        service.output, service.unfinished_line = None, b""


def describe_exit(code: int) -> str:
    """An exit code in words."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
