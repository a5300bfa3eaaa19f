"""Connections to machines that others name: a webhook's receiver, a page to download.

Whoever names a machine could name one of ours, or a name that leads to it only when it is connected to. So a name is
resolved once, every address it has is checked, and the connection goes to a checked address and nowhere else. No
proxy of the environment is used, and nothing is followed to another address.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SCHEMES = {"http": 80, "https": 443}
MOST_CHARACTERS = 2000  # of an address
MOST_ADDRESSES = 4  # of a name are tried
SYSTEM_PORTS = 1024  # below it lie mail, databases and the like, which a request could be made to speak to
NAT64 = ipaddress.ip_network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(ValueError):
    """Why there is no connection to an address, as a sentence."""


def checked_url(url: str) -> SplitResult:
    """The parts of an http or https address that a connection may be made to; its name is not looked up.

    Raises AddressRefused.
    """
    if len(url) > MOST_CHARACTERS:
        raise AddressRefused(f"An address may have {MOST_CHARACTERS:,} characters at most.")
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise AddressRefused("An address has ASCII characters and no blanks; write others as %-codes or punycode.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused("This is not a full http or https address.") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise AddressRefused("This is not a full http or https address.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("An address may hold no name and password.")
    if port is not None and port not in SCHEMES.values() and port < SYSTEM_PORTS:
        raise AddressRefused(f"The port {port} is for no web server.")
    return parts


def is_open(address: IpAddress) -> bool:
    """Whether a connection may go there: to the public internet, and to the networks of OUTGOING_NETWORKS."""
    address = carried(address)
    networks = (ipaddress.ip_network(network, strict=False) for network in settings.OUTGOING_NETWORKS)
    if any(address.version == network.version and address in network for network in networks):
        return True
    return address.is_global and not address.is_multicast


def carried(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 address leads to by a translation; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or translated or address


def open_addresses(host: str, port: int) -> list[str]:
    """The numeric addresses of a host that a connection may go to. Raises AddressRefused, or OSError for no such name.

    Looks the name up once: who connects must use what is returned.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [address for address in addresses if is_open(ipaddress.ip_address(address.partition("%")[0]))]
    if not allowed:
        raise AddressRefused(f"{host} is no machine of the public internet.")
    return allowed[:MOST_ADDRESSES]


class CheckedConnection(http.client.HTTPConnection):
    """A connection to the first address of the host that is open and answers; `timeout` is for all of it."""

    def __init__(self, host: str, port: int, *, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.end = time.monotonic() + timeout

    def connect(self) -> None:
        failed: OSError | None = None
        for address in open_addresses(self.host, self.port):
            try:
                self.sock = socket.create_connection((address, self.port), max(self.end - time.monotonic(), 0.001))
            except OSError as error:
                failed = error
            else:
                self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return
        raise failed or OSError("No address answers.")


class CheckedTlsConnection(CheckedConnection):
    """The same, with a certificate for the host's name."""

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        # Named before the handshake: what cuts the connection off has to find the socket that is in use.
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


@contextmanager
def connected(url: str, *, seconds: float) -> Iterator[tuple[http.client.HTTPConnection, str]]:
    """A connection for one request to the address, and the target of its request line. It is cut after `seconds`.

    Raises AddressRefused; using it raises OSError or http.client.HTTPException. An answer is bounded by its time
    alone: read a bounded number of bytes.
    """
    parts = checked_url(url)
    kind = CheckedTlsConnection if parts.scheme == "https" else CheckedConnection
    connection = kind(parts.hostname or "", parts.port or SCHEMES[parts.scheme], timeout=seconds)
    # A server that sends a byte now and then would never exceed the time of a single read.
    cut = threading.Timer(seconds, cut_off, [connection])
    cut.daemon = True
    cut.start()
    try:
        yield connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    finally:
        cut.cancel()
        connection.close()


def cut_off(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):  # it is closed already
            connection.sock.shutdown(socket.SHUT_RDWR)
