"""The web server: slow clients keep nobody waiting, and what it refuses by itself is a problem document."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from factcheck.local.processes import free_port

SLOW = 40  # five for each thread


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port of a server that runs by itself, and its process."""
    port = free_port()
    command = [sys.executable, "-m", "factcheck.web", "--bind", f"127.0.0.1:{port}", "--processes", "2"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "factcheck.settings"}
    process = subprocess.Popen(command, env=environment)
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.kill()
        process.wait()


def ask(port: int, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """What the server answers to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, dict(answer.getheaders()), answer.read()


HEAD = b"Host: localhost\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + HEAD + b"X: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"POST /api/v1/claims/ HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /api/v1/claims/ HTTP/1.1\r\n" + HEAD + b"Content-Length: 99999999999\r\n\r\n", 413),
        (b"POST /api/v1/claims/ HTTP/1.1\r\n" + HEAD + b"Content-Length: many\r\n\r\n", 400),
        (b"\x16\x03\x01 nonsense\r\n\r\n", 400),
    ],
)
def test_what_the_server_itself_refuses_is_a_problem_document(server, sent, status):
    code, headers, body = ask(server[0], sent)
    assert (code, headers["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status
    assert "Server" not in headers or "waitress" not in headers["Server"]


def test_clients_that_send_half_a_request_keep_nobody_waiting(server):
    port, _ = server
    with ExitStack() as held:
        for part in (b"GET /healthz HTTP/1.1\r\nHost: loc", b"POST /api/v1/claims/ HTTP/1.1\r\nHost: localhost\r\n"
                     b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"):  # fmt: skip
            for _ in range(SLOW):
                slow = held.enter_context(socket.create_connection(("127.0.0.1", port)))
                slow.sendall(part)
        for _ in range(4):
            assert ask(port, b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n")[0] == 200


def test_a_chunked_body_comes_whole_and_the_address_of_a_proxied_client_is_kept(server):
    head = b"POST /api/v1/claims/ HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    code, headers, _ = ask(server[0], head + b"2\r\n{}\r\n0\r\n\r\n")
    assert (code, headers["Content-Type"]) == (401, "application/problem+json")


def test_a_server_that_is_asked_to_end_ends_in_order_with_all_its_processes(server):
    port, process = server
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
