"""`Authorization: Bearer <token>`, and for feed readers the token as the password of `Basic`."""

import base64
import binascii
import logging
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from factcheck.api.models import ApiToken, digest
from factcheck.attempts import right_tokens, wrong_tokens
from factcheck.clients import client_network

PRECISION = timedelta(minutes=1)
MOST_CHARACTERS = 200  # of a token; ours have 46

logger = logging.getLogger(__name__)


class BearerTokenAuthentication(BaseAuthentication):
    """Authenticates the user a token was issued to; the token is compared by its digest.

    An address that sends many wrong ones waits, before the database is asked.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        token = self.token_of(*get_authorization_header(request).decode("latin-1").strip().partition(" ")[::2])
        if token is None:
            return None
        token_sha256 = digest(token.strip()[:MOST_CHARACTERS])
        address = client_network(request)
        wait = wrong_tokens.wait(address)
        if wait and token_sha256 not in right_tokens:
            raise exceptions.Throttled(wait, "Too many wrong tokens came from your address.")
        found = (
            ApiToken.objects.select_related("user")
            .filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
            .filter(token_sha256=token_sha256, revoked_at=None, user__is_active=True)
            .first()
        )
        if found is None:
            right_tokens.discard(token_sha256)
            count = wrong_tokens.add(address)
            logger.warning("A wrong token came from %s, the %sth within a minute.", address or "nowhere", count)
            raise exceptions.AuthenticationFailed("This token is not known, has expired or was revoked.")
        right_tokens.add(token_sha256)
        note_use(found)
        return found.user, found

    def token_of(self, scheme: str, credentials: str) -> str | None:
        """The token in an Authorization header of this scheme; None for a header of another."""
        return credentials if scheme.lower() == "bearer" else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="factcheck"'


class BasicTokenAuthentication(BearerTokenAuthentication):
    """The same token as the password of Basic (RFC 7617), which is all that most feed readers can send.

    The user's name may be anything.
    """

    def token_of(self, scheme: str, credentials: str) -> str | None:
        if scheme.lower() != "basic":
            return None
        try:
            return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""

    def authenticate_header(self, request: Request) -> str:
        return 'Basic realm="factcheck", charset="UTF-8"'


def note_use(token: ApiToken) -> None:
    """Write down that the token was used, once a minute at most: a write for each request would cost as much as it."""
    now = timezone.now()
    if now - (token.last_used_at or token.created_at) >= PRECISION:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class BearerTokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI description names it."""

    target_class = BearerTokenAuthentication
    name = "bearerToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class BasicTokenScheme(OpenApiAuthenticationExtension):
    target_class = BasicTokenAuthentication
    name = "basicToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "basic", "description": "the token as the password, with any name"}
