"""Parser of request bodies that may be hostile."""

import json
import zlib
from collections import Counter
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from factcheck.api.exceptions import ContentTooLarge, UnknownContentEncoding

# No request needs more than four; Python's recursion limit would end at about a thousand.
MAX_DEPTH = 16


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 (RFC 8259, section 8.1), plain or compressed by gzip, of limited size and depth.

    Refused are names that an object has twice, of which parsers take one or the other (RFC 8259, section 4), and
    halves of surrogate pairs.
    """

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        request = (parser_context or {}).get("request")
        body = decoded(stream.read(), request.headers.get("Content-Encoding", "") if request else "")
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=refuse_constant, object_pairs_hook=unique_members)
        except ValueError as error:
            raise ParseError(f"The body is not JSON in UTF-8: {error}.") from error
        except RecursionError:
            raise ParseError(TOO_DEEP) from None
        check_depth(data)
        # Lone surrogates can only have come from escapes; neither the database nor an answer could hold them.
        if b"\\u" in body:
            check_encodable(data)
        return data


TOO_DEEP = f"The body nests lists and objects more than {MAX_DEPTH} deep."


def decoded(body: bytes, encoding: str) -> bytes:
    """The body without its Content-Encoding. What would become larger than a request may be is not unpacked further.

    Raises UnknownContentEncoding, ContentTooLarge or ParseError.
    """
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if len(body) > most:
        raise ContentTooLarge.of(most)
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip"}:
        raise UnknownContentEncoding
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unzip.decompress(body, most + 1)
    except zlib.error:
        raise ParseError("The body is no gzip data, as Content-Encoding says.") from None
    if len(unpacked) > most:
        raise ContentTooLarge.of(most)
    if not unzip.eof or unzip.unused_data:
        raise ParseError("The body is no single, whole piece of gzip data.")
    return unpacked


def unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"an object has the name {twice[:100]!r} twice")
    return members


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def check_depth(data: Any) -> None:
    level = [data]
    for _ in range(MAX_DEPTH + 1):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise ParseError(TOO_DEEP)


def check_encodable(data: Any) -> None:
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ParseError(
            "The body holds half of a surrogate pair (\\ud800 to \\udfff), which is no character."
        ) from None
