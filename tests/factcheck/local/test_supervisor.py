"""The supervisor works in a process of its own: it takes over the signals."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import psutil
import pytest

PROGRAM = """
import sys
from factcheck.local.processes import StartError, launch
from factcheck.local.supervisor import Service, Supervisor

def service(name, code, **options):
    return Service(name, lambda output: launch([sys.executable, "-u", "-c", code], output=output), **options)

supervisor = Supervisor()
{body}
supervisor.run_until(lambda: False)
supervisor.stop()
"""
Run = Callable[[str], subprocess.Popen[str]]
T = TypeVar("T")


@pytest.fixture
def run() -> Iterator[Run]:
    started: list[subprocess.Popen[str]] = []

    def start(body: str) -> subprocess.Popen[str]:
        program = PROGRAM.format(body=textwrap.dedent(body))
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        with process:
            process.kill()


def lines_until(process: subprocess.Popen[str], part: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if part in line:
            return lines
    raise AssertionError(f"{part!r} never came; the log was {lines}")


def process_named_in(line: str) -> psutil.Process:
    return psutil.Process(int(line.rpartition(" ")[2]))


def test_each_line_of_the_log_begins_with_the_name_of_its_service(run):
    log = run("supervisor.add(service('web', 'print(\"up\"); import time; time.sleep(60)'))")
    assert lines_until(log, "up") == ["web       | up"]


def test_a_service_that_is_killed_starts_again_and_the_log_says_so(run):
    log = run("supervisor.add(service('web', 'import os, time; print(\"pid\", os.getpid()); time.sleep(60)'))")
    first = process_named_in(lines_until(log, "pid")[-1])
    first.kill()
    lines = lines_until(log, "web       | pid")
    assert lines[0].startswith("factcheck | web ended (killed by SIGKILL) and starts again in 1 s.")
    assert process_named_in(lines[-1]).pid != first.pid


def test_a_service_that_keeps_dying_waits_longer_each_time_and_its_last_words_are_repeated(run):
    log = run("supervisor.add(service('beat', 'raise SystemExit(\"no schedule\")'))")
    assert "starts again in 1 s. Its last line: no schedule" in lines_until(log, "starts again")[-1]
    assert "starts again in 2 s." in lines_until(log, "starts again")[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_end_leaves_no_process_not_even_a_grandchild(run, number):
    log = run(
        """
        code = "import subprocess, time; child = subprocess.Popen(['sleep', '60']); print('child', child.pid)"
        supervisor.add(service("web", code + "; time.sleep(60)"))
        """
    )
    child = process_named_in(lines_until(log, "child")[-1])
    parent = child.parent()
    log.send_signal(number)
    log.wait(10)
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in (child, parent))


def test_foundations_end_after_what_stands_on_them(run):
    loop = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye'))); print('up');"
        " time.sleep(60)"
    )
    log = run(
        f"""
        supervisor.add(service("postgres", {loop!r}, foundation=True))
        supervisor.add(service("web", {loop!r}))
        """
    )
    lines_until(log, "up")
    lines_until(log, "up")
    log.terminate()
    assert [line for line in lines_until(log, "postgres  | bye") if "bye" in line] == [
        "web       | bye",
        "postgres  | bye",
    ]


def test_services_end_when_the_supervisor_is_killed(run):
    log = run("supervisor.add(service('web', 'import os, time; print(\"pid\", os.getpid()); time.sleep(60)'))")
    service = process_named_in(lines_until(log, "pid")[-1])
    log.kill()
    deadline = time.monotonic() + 5
    while service.is_running() and service.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not service.is_running() or service.status() == psutil.STATUS_ZOMBIE


def test_a_line_without_end_is_passed_on_in_pieces(run):
    log = run('supervisor.add(service(\'web\', \'print("x" * 100_000, end=""); print("end")\'))')
    lines = lines_until(log, "end")
    assert max(len(line) for line in lines) < 20_000
    assert sum(line.count("x") for line in lines) == 100_000


def test_a_log_that_nobody_reads_any_more_ends_the_run(run):
    log = run(
        """
        code = "import time\\nwhile True: print('tick'); time.sleep(0.02)"
        supervisor.add(service("web", code))
        """
    )
    lines_until(log, "tick")
    assert log.stdout is not None
    log.stdout.close()
    assert log.wait(10) == 0


TICKING = """
code = "import itertools, time\\nfor number in itertools.count(): print('tick', number); time.sleep(0.01)"
supervisor.add(service("web", code))
"""


def test_a_log_on_a_full_disk_ends_nothing_and_the_end_ends_all():
    with open("/dev/full", "w") as full:
        program = PROGRAM.format(body=textwrap.dedent(TICKING))
        process = subprocess.Popen([sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, text=True)
    children = until(lambda: psutil.Process(process.pid).children())
    with process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.terminate()
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_lines_that_a_full_log_lost_are_counted_when_there_is_room_again(tmp_path):
    log = tmp_path / "log"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400, resource.RLIM_INFINITY))\n"
    with log.open("a") as output:
        program = limit + PROGRAM.format(body=textwrap.dedent(TICKING))
        process = subprocess.Popen([sys.executable, "-c", program], stdout=output)
    with process:
        until(lambda: log.stat().st_size == 400)
        time.sleep(0.2)  # lines are lost
        os.truncate(log, 0)
        until(lambda: "lines are missing here: the log could not be written." in log.read_text())
        process.terminate()


def until(condition: Callable[[], T], seconds: float = 15) -> T:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "It never came."
        time.sleep(0.02)
    return found
