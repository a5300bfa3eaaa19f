"""`python -m factcheck.web`: the web server, waitress.

One thread takes all requests in, and hands on those that have come whole; one thread gives the answers out. So a client
that sends or reads a byte at a time, or nothing, has a connection and keeps no thread from others. A request that has
not come whole after CHANNEL_SECONDS is cut off, however steadily it drips. What the server itself refuses is answered
as RFC 9457 has it.
"""

import argparse
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask
from waitress.utilities import Error, RequestHeaderFieldsTooLarge

from factcheck.wsgi import application

# isort: split
# Behind the application, which sets Django up.
from factcheck.api.problems import CONTENT_TYPE, problem

THREADS = 8
CHANNEL_SECONDS = 30
HEAD_BYTES = 32 * 1024
CONNECTIONS = 2000
SENTENCES = {
    400: "The request is no HTTP that can be read.",
    413: "The body is larger than a request may be.",
    414: "The address of the request is too long.",
    431: "The head of the request is too long.",
    501: "The body comes in a transfer encoding that is not understood here. Send it plain or chunked.",
}


class UriTooLong(Error):
    code, reason = 414, "URI Too Long"


class Parser(HTTPRequestParser):
    """Tells an address that is too long from other lines of the head that are."""

    def received(self, data: bytes) -> int:
        this: Any = self  # its attributes have no types
        head: bytes = this.header_plus + data if this.body_rcv is None else b""
        consumed: int = super().received(data)
        if isinstance(this.error, RequestHeaderFieldsTooLarge) and b"\n" not in head[:HEAD_BYTES]:
            this.error = UriTooLong(this.error.body)
        return consumed


class Refusal(ErrorTask):
    """What the server answers by itself, as a problem document."""

    def execute(self) -> None:
        error: Any = self.request.error
        sentence = SENTENCES.get(error.code, "The service failed to answer. The fault is its own.")
        body = json.dumps(problem(error.code, sentence)).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", CONTENT_TYPE))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    error_task_class = Refusal
    parser_class = Parser
    arriving_since: float | None = None

    def handle_read(self) -> None:
        """As it was, but a request that goes on arriving does not count as activity each time."""
        this: Any = self
        super().handle_read()
        if this.request is None:
            self.arriving_since = None
        else:
            this.arriving_since = this.last_activity = self.arriving_since or this.last_activity


def serve(listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; what is in hand is ended first."""
    server = create_server(
        application,
        sockets=[listening],
        threads=THREADS,
        channel_timeout=CHANNEL_SECONDS,
        cleanup_interval=5,
        connection_limit=CONNECTIONS,
        backlog=2048,
        max_request_header_size=HEAD_BYTES,
        max_request_body_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024,  # what is little more gets its answer
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,  # factcheck.clients counts the proxies
        ident=None,
    )
    server.channel_class = Channel
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    server.run()


def stop(*_: Any) -> None:
    raise SystemExit


def serve_by_many(listening: socket.socket, processes: int) -> int:
    """Serve by several processes until one of them ends or this one is told to; the exit code."""
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            serve(listening)
            os._exit(0)
        children.append(child)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        os.wait()  # of a child that died the others are ended too: whoever started this starts it anew
        code = 1
    except SystemExit:
        code = 0
    for child in children:
        try:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
        except (ProcessLookupError, ChildProcessError):
            continue
    return code


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m factcheck.web", description="Serve factcheck over HTTP.")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--fd", type=int, help="number of a socket that listens already")
    place.add_argument("--bind", metavar="HOST:PORT", help="where to listen")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.fd is not None:
        listening = socket.socket(fileno=options.fd)
    else:
        host, _, port = options.bind.rpartition(":")
        listening = socket.create_server((host, int(port)), backlog=2048)
    if options.processes > 1:
        return serve_by_many(listening, options.processes)
    serve(listening)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
