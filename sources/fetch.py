"""Download of a page or feed that somebody else named, with a limit to everything.

Only http and https, only to machines of the public internet (factcheck.outgoing: the address that was checked is the
one that is connected to), each redirect checked again. What is read is bounded in bytes, before and after
decompression, and in time.
"""

import codecs
import http.client
import re
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from factcheck.outgoing import AddressRefused, connected

MOST_BYTES = 1_000_000  # of a page, as many as are read as HTML
MOST_REDIRECTS = 5
SECONDS = 10.0  # for all of it, redirects included
AT_ONCE = 2  # downloads of one process: a slow site must not take all its threads
READ_BYTES = 65_536
REDIRECTS = {301, 302, 303, 307, 308}
NOT_MODIFIED = 304
CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", re.IGNORECASE)
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

slots = threading.BoundedSemaphore(AT_ONCE)


class FetchFailed(ValueError):
    """Why something could not be downloaded, as a sentence."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. `body` is decompressed, and empty where nothing has changed (`modified` False)."""

    url: str  # after all redirects
    modified: bool
    body: bytes
    content_type: str
    etag: str
    last_modified: str

    def text(self) -> str:
        """The body as text: in the encoding of its byte order mark, the header, its own words, or UTF-8."""
        return decoded(self.body, self.content_type)


def fetch(url: str, *, etag: str = "", last_modified: str = "", kinds: tuple[str, ...] = ()) -> Fetched:
    """Download `url`. `etag` and `last_modified` are those of the last time: what has not changed is not sent again.

    `kinds` are the media types that are taken, by their beginnings; any where there are none. Raises FetchFailed.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    end = time.monotonic() + SECONDS
    with one_of_few():
        for _ in range(MOST_REDIRECTS + 1):
            found = answer(url, {name: value for name, value in conditions.items() if value}, kinds, end)
            if isinstance(found, Fetched):
                return found
            url = found
    raise FetchFailed(f"The address leads on more than {MOST_REDIRECTS} times.")


@contextmanager
def one_of_few() -> Iterator[None]:
    if not slots.acquire(timeout=SECONDS / 2):
        raise FetchFailed("Other pages are being downloaded at this moment. Try again in a few seconds.")
    try:
        yield
    finally:
        slots.release()


def answer(url: str, conditions: dict[str, str], kinds: tuple[str, ...], end: float) -> Fetched | str:
    """What the server says; the next address where it is elsewhere. Raises FetchFailed."""
    host = urlsplit(url).hostname or "the address"
    left = end - time.monotonic()
    try:
        if left <= 0:
            raise TimeoutError
        with connected(url, seconds=left) as (connection, target):
            connection.request("GET", target, headers={**headers(), **conditions})
            with connection.getresponse() as response:
                if response.status in REDIRECTS and (place := response.headers.get("Location")):
                    return urljoin(url, place)
                return taken(response, url, host, kinds)
    except AddressRefused as error:
        raise FetchFailed(str(error)) from error
    except TimeoutError:
        raise FetchFailed(f"{host} did not answer within {SECONDS:.0f} seconds.") from None
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if isinstance(error, FetchFailed):
            raise
        if end - time.monotonic() <= 0:
            raise FetchFailed(f"{host} did not answer within {SECONDS:.0f} seconds.") from None
        raise FetchFailed(f"{host} could not be read.") from error


def taken(response: http.client.HTTPResponse, url: str, host: str, kinds: tuple[str, ...]) -> Fetched:
    """What the response holds. Raises FetchFailed where it is not to be read."""
    modified = response.status != NOT_MODIFIED
    if modified and response.status != 200:
        raise FetchFailed(f"{host} answered {response.status} {response.reason}"[:200].strip() + ".")
    kind = response.headers.get("Content-Type", "")
    if modified and kinds and not kind.lower().startswith(kinds):
        raise FetchFailed(f"{host} sent {kind.partition(';')[0][:60] or 'no kind'}, which is not read.")
    body = read(response) if modified else b""
    etag, last_modified = (response.headers.get(name, "")[:500] for name in ("ETag", "Last-Modified"))
    return Fetched(url, modified, body, kind, etag, last_modified)


def headers() -> dict[str, str]:
    return {
        "User-Agent": f"factcheck ({settings.PUBLISHER_URL or 'claims and their sources'})",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def read(response: http.client.HTTPResponse) -> bytes:
    """The whole body, decompressed. Raises FetchFailed when it has more than MOST_BYTES, as soon as it has."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise FetchFailed(f"The page is encoded as {encoding[:40]!r}, which is not read.")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in encoding else None
    body, received = bytearray(), 0
    while data := response.read(READ_BYTES):
        received += len(data)
        if unpack is None:
            body += data
        else:  # never more at once than may be kept
            body += unpack.decompress(data, MOST_BYTES + 1 - len(body))
        if max(len(body), received) > MOST_BYTES or (unpack and unpack.unconsumed_tail):
            raise FetchFailed(f"The page has more than {MOST_BYTES:,} bytes, which is the most that is read.")
    if unpack and not unpack.eof:
        raise FetchFailed("The page broke off in the middle.")
    return bytes(body)


def decoded(body: bytes, content_type: str) -> str:
    """Bytes as text; what can't be read in any way is replaced."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    stated = re.search(r"charset\s*=\s*[\"']?([\w:.-]{1,40})", content_type, re.IGNORECASE)
    within = CHARSET.search(body[:4096])
    names = [stated[1] if stated else "", within[1].decode("ascii") if within else "", "utf-8", "cp1252"]
    for name in filter(None, names):
        try:
            # What pages call Latin-1 is Windows-1252 (the Encoding Standard of the WHATWG).
            codec = codecs.lookup("cp1252" if name.lower() in {"iso-8859-1", "latin1", "ascii"} else name)
            if not getattr(codec, "_is_text_encoding", True):
                continue
            return body.decode(codec.name)
        except (LookupError, UnicodeDecodeError):
            continue
    return body.decode("utf-8", "replace")
