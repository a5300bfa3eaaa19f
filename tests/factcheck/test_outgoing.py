"""Connections to machines that others name go to the public internet, and to the address that was checked."""

import socket
import threading
from collections.abc import Iterator
from http.client import HTTPException

import pytest

from factcheck.outgoing import AddressRefused, checked_url, connected, open_addresses

PRIVATE = ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1"]
PRIVATE += ["fd00::1", "fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What each name resolves to, the first time, the second, ..."""
    answers: dict[str, list[list[str]]] = {}
    resolve = socket.getaddrinfo

    def lookup(host: str, port: int, *args: object, **kwargs: object) -> list[tuple]:
        if host in answers:
            found = answers[host].pop(0)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]
        return resolve(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return answers


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes a request and sends a byte now and then, for ever."""
    over = threading.Event()

    def serve() -> None:
        taken, _ = listening.accept()
        with taken:
            while not over.wait(0.05):
                try:
                    taken.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        over.set()
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://a.example/", "https://", "//a.example/", "https://me:secret@a.example/", "http://a.example:25/"),
        *("https://a.example/\r\nX: y", "https://a.example:99999/", "https://bücher.example/", "https://[::1/"),
        "x" * 2001,
    ],
)
def test_what_is_no_address_of_a_web_server_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_url(url)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_refused(address, names, settings) -> None:
    settings.OUTGOING_NETWORKS = []
    names["rebound.example"] = [[address]]
    with pytest.raises(AddressRefused), connected("http://rebound.example/", seconds=5) as (connection, target):
        connection.request("GET", target)


def test_of_several_addresses_of_a_name_only_the_public_ones_are_used(names, settings) -> None:
    settings.OUTGOING_NETWORKS = []
    names["both.example"] = [["10.0.0.1", "93.184.215.14"]]
    assert open_addresses("both.example", 443) == ["93.184.215.14"]


def test_the_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(names) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        names["rebound.example"] = [["127.0.0.1"], ["10.0.0.1"]]  # the second answer is never asked for
        with connected(f"http://rebound.example:{port}/path?x=1", seconds=5) as (connection, target):
            connection.request("GET", target)
            taken, _ = listening.accept()
            with taken:
                head = taken.recv(1000)
    assert head.startswith(b"GET /path?x=1 HTTP/1.1\r\nHost: rebound.example:")
    assert names["rebound.example"] == [["10.0.0.1"]]


def test_a_server_that_answers_a_byte_at_a_time_is_cut_off(silent: int) -> None:
    with connected(f"http://127.0.0.1:{silent}/", seconds=0.3) as (connection, target):
        connection.request("GET", target)
        with pytest.raises((OSError, HTTPException)):
            connection.getresponse()
