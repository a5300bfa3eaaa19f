"""What the OpenAPI description says of every operation: its errors, and that unknown fields are refused."""

from http import HTTPStatus
from typing import Any

from factcheck.api.problems import CONTENT_TYPE

PROBLEM = {
    "type": "object",
    "description": "An error as RFC 9457 describes it.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "The phrase of the status."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, as a sentence."},
        "errors": {
            "type": "array",
            "description": "Each thing that is wrong, when it lies in the body or in the query.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body."},
                    "parameter": {"type": "string", "description": "The query parameter."},
                    "detail": {"type": "string"},
                },
                "required": ["detail"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
CONTENT = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
METHODS = {"get", "post", "put", "patch", "delete"}


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing hook of drf-spectacular."""
    schemas = result["components"].setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
        for described in schema.get("properties", {}).values():
            move_default(described)
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            if method in METHODS:
                responses = operation["responses"]
                for code in problem_codes(path, operation):
                    responses.setdefault(str(int(code)), {"description": code.phrase})
                for code, response in responses.items():
                    if int(code) >= 400:
                        response["content"] = CONTENT
    return result


def move_default(described: dict[str, Any]) -> None:
    """Give the default of a text that may be empty to the whole: its pattern, one of two choices, does not allow it."""
    for choice in described.get("oneOf", ()):
        if choice.get("default") == "":
            described["default"] = choice.pop("default")


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
