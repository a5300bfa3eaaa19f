"""Asking the API in tests."""

from typing import Any

from django.http import HttpResponse
from rest_framework.test import APIClient

from factcheck.api.models import ApiToken
from factcheck.api.problem_types import TYPES
from tests.factories import UserFactory

ROOT = "/api/v1"


def client_of(group: str | None = None) -> APIClient:
    """A client with the token of a new user of this group; without a group the user may do nothing."""
    user = UserFactory(group=group)
    _, token = ApiToken.issue(user=user, name="test")
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    client.user = user
    return client


def problem_of(answer: HttpResponse, status: int) -> dict[str, Any]:
    """The problem document of an error answer, which is checked to be one."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["detail"].endswith((".", "?", "!")), document
    assert set(document) <= {"type", "title", "status", "detail", "errors"}
    assert document["type"] == TYPES[status].address
    assert answer.get("X-Request-Id") or not hasattr(answer, "wsgi_request")
    return document


def pointers(answer: HttpResponse) -> set[str]:
    """Which members of the body a 400 finds fault with."""
    return {error["pointer"] for error in problem_of(answer, 400)["errors"]}


def parameters(answer: HttpResponse) -> set[str]:
    """Which query parameters a 400 finds fault with."""
    return {error["parameter"] for error in problem_of(answer, 400)["errors"]}
