"""What the OpenAPI description says of every operation: errors, headers, and that unknown fields are refused."""

from http import HTTPStatus
from typing import Any

from factcheck.api.etags import ETAG_SCHEMA
from factcheck.api.idempotency import MOST_CHARACTERS as KEY_CHARACTERS
from factcheck.api.problems import CONTENT_TYPE, MAX_ERRORS

PROBLEM = {
    "type": "object",
    "description": "An error as RFC 9457 describes it.",
    "properties": {
        "type": {"type": "string", "maxLength": 200, "description": "Where this kind of problem is explained."},
        "title": {"type": "string", "maxLength": 100, "description": "The phrase of the status."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "maxLength": 10_000, "description": "What is wrong, as a sentence."},
        "errors": {
            "type": "array",
            "description": "Each thing that is wrong, when it lies in the body or in the query.",
            "maxItems": MAX_ERRORS,
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "maxLength": 1000, "description": "JSON pointer into the body."},
                    "parameter": {"type": "string", "maxLength": 200, "description": "The query parameter."},
                    "code": {"type": "string", "maxLength": 50, "description": "The kind of fault, for programs."},
                    "detail": {"type": "string", "maxLength": 10_000},
                },
                "required": ["code", "detail"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
CONTENT = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
METHODS = {"get", "post", "put", "patch", "delete"}
RETRY_AFTER = {"description": "Seconds after which to try again.", "schema": {"type": "integer", "minimum": 1}}
ACCEPT_ENCODING = {"description": "How a body may be compressed.", "schema": {"type": "string", "enum": ["gzip"]}}
HEADERS = {
    "415": {"Accept-Encoding": ACCEPT_ENCODING},
    "429": {"Retry-After": RETRY_AFTER | {"required": True}},
    "503": {"Retry-After": RETRY_AFTER | {"required": True}},
}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing hook of drf-spectacular."""
    schemas = result["components"].setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
        for described in schema.get("properties", {}).values():
            move_default(described)
    enums = {frozenset(schema["enum"]): name for name, schema in schemas.items() if "enum" in schema}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                responses = operation["responses"]
                if method == "post":
                    add_key(operation)
                if method == "get" and "application/json" in responses.get("200", {}).get("content", {}):
                    add_conditions(operation)
                for code in problem_codes(path, operation):
                    responses.setdefault(str(int(code)), {"description": code.phrase})
                for code, response in responses.items():
                    if int(code) >= 400:
                        response["content"] = CONTENT
                        response.setdefault("headers", {}).update(HEADERS.get(code, {}))
                for parameter in operation.get("parameters", ()):
                    name_enum(parameter, enums)
    return result


def move_default(described: dict[str, Any]) -> None:
    """Give the default of a text that may be empty to the whole: its pattern, one of two choices, does not allow it."""
    for choice in described.get("oneOf", ()):
        if choice.get("default") == "":
            described["default"] = choice.pop("default")


def add_key(operation: dict[str, Any]) -> None:
    """Every POST can be sent again with a key."""
    key = {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS}
    operation["parameters"] = [
        *operation.get("parameters", ()),
        {"in": "header", "name": "Idempotency-Key", "schema": key, "description": "sent again, it is done once"},
    ]
    replayed = {"description": "whether it is the answer of an earlier request", "schema": {"const": "true"}}
    for code, response in operation["responses"].items():
        if int(code) < 300:
            response.setdefault("headers", {})["Idempotent-Replayed"] = replayed
    operation["responses"].setdefault("400", {"description": "The key or the body is wrong"})
    operation["responses"].setdefault("409", {"description": "The request with this Idempotency-Key is under way"})
    operation["responses"].setdefault("422", {"description": "The Idempotency-Key stands for another request"})


def add_conditions(operation: dict[str, Any]) -> None:
    """What every reading has: an ETag, and 304 for who sends it back."""
    tag = {"schema": ETAG_SCHEMA}
    operation["parameters"] = [
        *operation.get("parameters", ()),
        {"in": "header", "name": "If-None-Match", "description": "ETags of what you have already", **tag},
    ]
    operation["responses"]["200"].setdefault("headers", {}).setdefault(
        "ETag", {"description": "for If-None-Match", **tag}
    )
    operation["responses"].setdefault("400", {"description": "If-None-Match is too long, or the query is wrong"})
    operation["responses"]["304"] = {"description": "It is what you have already"}


def name_enum(parameter: dict[str, Any], enums: dict[frozenset[str], str]) -> None:
    """A filter has the enum of the member it looks at, not a second one with the same values."""
    name = enums.get(frozenset(parameter["schema"].get("enum", ())))
    if name:
        parameter["schema"] = {"$ref": f"#/components/schemas/{name}"}


def problem_codes(path: str, operation: dict[str, Any]) -> list[HTTPStatus]:
    """The errors that any operation of this shape can answer with."""
    codes = [
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ]
    queried = any(parameter["in"] == "query" for parameter in operation.get("parameters", ()))
    if "requestBody" in operation:
        codes += [HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE]
    if queried or "requestBody" in operation:
        codes.append(HTTPStatus.BAD_REQUEST)
    if "{" in path:
        codes.append(HTTPStatus.NOT_FOUND)
    return sorted(codes)
