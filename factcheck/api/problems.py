"""Errors as RFC 9457 problem+json, for every request below /api/."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

CONTENT_TYPE = "application/problem+json"


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The resource has changed since you read it. Read it again, then decide again."


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Send If-Match with the ETag of the resource as you read it."


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "The request conflicts with what is stored."


def problem(code: int, detail: str, **members: Any) -> dict[str, Any]:
    """The members of a problem document."""
    return {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail, **members}


def field_errors(errors: Any, pointer: str = "") -> list[dict[str, str]]:
    """Flatten the errors of a serializer into `{"pointer": JSON pointer, "detail": sentence}`."""
    if isinstance(errors, dict):
        return [
            found
            for key, value in errors.items()
            for found in field_errors(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
        ]
    if isinstance(errors, list) and any(isinstance(error, dict | list) for error in errors):
        return [found for at, value in enumerate(errors) for found in field_errors(value, f"{pointer}/{at}")]
    return [{"pointer": pointer, "detail": str(error)} for error in (errors if isinstance(errors, list) else [errors])]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's handler, with the answer as a problem document."""
    response = drf_exception_handler(error, context)
    if response is None:
        return None  # a defect: the server's 500 handler answers, and the log has the traceback
    if isinstance(error, exceptions.ValidationError):
        found = field_errors(error.detail)
        detail = found[0]["detail"] if len(found) == 1 else f"{len(found)} things in the request are not right."
        response.data = problem(response.status_code, detail, errors=found)
    else:
        if isinstance(error, Http404):
            error = exceptions.NotFound("There is nothing at this address, or it is not yours to see.")
        elif isinstance(error, PermissionDenied):
            error = exceptions.PermissionDenied()
        response.data = problem(response.status_code, str(error.detail))
    response.content_type = CONTENT_TYPE
    return response


def response(code: int, detail: str) -> JsonResponse:
    """A problem answered outside REST framework."""
    return JsonResponse(problem(code, detail), status=code, content_type=CONTENT_TYPE)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
