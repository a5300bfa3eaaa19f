"""Errors as RFC 9457 problem+json, for every request below /api/."""

import logging
import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.views import exception_handler as drf_exception_handler

from factcheck.api.exceptions import ContentTooLarge, InvalidParameters, Unavailable, UnknownContentEncoding
from factcheck.api.problem_types import TYPES

CONTENT_TYPE = "application/problem+json"
NOT_FOUND = "There is nothing at this address, or it is not yours to see."
DEFECT = "The service failed to answer. The fault is its own; the administrator finds it in the log."
# A body of megabytes can be wrong in very many places, each with a long name.
MAX_ERRORS = 100
MAX_NAME_CHARACTERS = 200

logger = logging.getLogger(__name__)


def problem(code: int, detail: str, **members: Any) -> dict[str, Any]:
    """The members of a problem document."""
    kind = TYPES[code].address if code in TYPES else "about:blank"
    return {"type": kind, "title": HTTPStatus(code).phrase, "status": code, "detail": detail, **members}


def field_errors(errors: Any, pointer: str = "") -> list[dict[str, str]]:
    """Flatten the errors of a serializer into `{"pointer": JSON pointer, "code": word, "detail": sentence}`."""
    if isinstance(errors, dict):
        return [
            found
            for key, value in errors.items()
            for found in field_errors(value, pointer if key == "non_field_errors" else f"{pointer}/{escaped(key)}")
        ]
    if isinstance(errors, list) and any(isinstance(error, dict | list) for error in errors):
        return [found for at, value in enumerate(errors) for found in field_errors(value, f"{pointer}/{at}")]
    return [
        {"pointer": pointer, "code": code_of(error), "detail": str(error)}
        for error in (errors if isinstance(errors, list) else [errors])
    ]


def code_of(error: Any) -> str:
    """The word for a kind of fault, for programs: required, invalid, max_length, ..."""
    return str(getattr(error, "code", None) or "invalid")


def escaped(key: Any) -> str:
    """One step of a JSON pointer (RFC 6901, section 3). A name that a client made up is cut off somewhere."""
    return str(key)[:MAX_NAME_CHARACTERS].replace("~", "~0").replace("/", "~1")


def parameter_errors(errors: Any) -> list[dict[str, str]]:
    """The same for query parameters: `{"parameter": name, "code": word, "detail": sentence}`."""
    return [
        {"parameter": name[:MAX_NAME_CHARACTERS], "code": code_of(error), "detail": str(error)}
        for name, found in errors.items()
        for error in found
    ]


def exception_handler(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """REST framework's handler, with the answer as a problem document whatever the view renders otherwise."""
    if isinstance(error, OperationalError):
        logger.warning("The database did not serve a request.", exc_info=error)
        error = Unavailable()
    elif isinstance(error, RequestDataTooBig):
        error = ContentTooLarge.of(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    answer = drf_exception_handler(error, context)
    if answer is None:
        return None  # a defect: the server's 500 handler answers, and the log has the traceback
    if isinstance(error, exceptions.ValidationError):
        found = parameter_errors(error.detail) if isinstance(error, InvalidParameters) else field_errors(error.detail)
        return invalid(found)
    if isinstance(error, Http404):
        return response(answer.status_code, NOT_FOUND)
    # What else REST framework answers is Django's PermissionDenied, which has no sentence.
    refused = error if isinstance(error, exceptions.APIException) else exceptions.PermissionDenied()
    more = {"Accept-Encoding": "gzip"} if isinstance(error, UnknownContentEncoding) else {}
    return response(answer.status_code, str(refused.detail), headers={**answer.headers, **more})


def invalid(errors: list[dict[str, str]], *, code: int = 400) -> JsonResponse:
    """What is wrong with a request, as `field_errors` or `parameter_errors` list it; the first MAX_ERRORS of them."""
    detail = errors[0]["detail"] if len(errors) == 1 else f"{len(errors)} things in the request are not right."
    return response(code, detail, errors=errors[:MAX_ERRORS])


def response(code: int, detail: str, *, headers: Any = None, **members: Any) -> JsonResponse:
    """A problem as an answer. JSON escapes whatever is not ASCII, so any detail can be sent."""
    kept = {name: value for name, value in (headers or {}).items() if name.lower() != "content-type"}
    return JsonResponse(problem(code, detail, **members), status=code, content_type=CONTENT_TYPE, headers=kept)


def is_api(request: HttpRequest) -> bool:
    return re.match("/+api(/|$)", request.path) is not None
