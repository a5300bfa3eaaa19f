"""Parser of request bodies that may be hostile."""

import json
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

# No request needs more than four; Python's recursion limit would end at about a thousand.
MAX_DEPTH = 16


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 (RFC 8259, section 8.1), of limited depth, without halves of surrogate pairs."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read()  # Django has refused what is larger than DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=refuse_constant)
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
