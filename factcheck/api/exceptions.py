"""Why a request is refused, beside what REST framework has: each with its status and a sentence."""

from typing import Self

from rest_framework import exceptions, status


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The resource has changed since you read it. Read it again, then decide again."


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Send If-Match with the ETag of the resource as you read it."


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "The request conflicts with what is stored."


class KeyInUse(Conflict):
    default_detail = "The first request with this Idempotency-Key is still under way. Send it again in a second."
    wait = 1


class KeyReused(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key stands for another request of yours. Every request needs a key of its own."


class ContentTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large."

    @classmethod
    def of(cls, most: int) -> Self:
        return cls(f"A request may have {most:,} bytes at most, unpacked.")


class UnknownContentEncoding(exceptions.APIException):
    """415 with Accept-Encoding, which says what is understood (RFC 9110, section 12.5.3)."""

    status_code = status.HTTP_415_UNSUPPORTED_MEDIA_TYPE
    default_detail = "The body is compressed in a way that is not understood here. Send it plain, or as gzip."


class Unavailable(exceptions.APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The database is away or overloaded. Try again in a few seconds."
    wait = 5


class InvalidParameters(exceptions.ValidationError):
    """What is wrong with the query parameters: `{name: [sentence]}`."""
