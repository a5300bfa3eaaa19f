"""`Authorization: Bearer <token>`."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from factcheck.api.models import ApiToken, digest


class BearerTokenAuthentication(BaseAuthentication):
    """Authenticates the user a token was issued to; the token is compared by its digest."""

    def authenticate(self, request: Request):
        scheme, _, token = get_authorization_header(request).decode("latin-1").strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = (
            ApiToken.objects.select_related("user")
            .filter(token_sha256=digest(token.strip()), revoked_at=None, user__is_active=True)
            .first()
        )
        if found is None:
            raise exceptions.AuthenticationFailed("This token is not known, or was revoked.")
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="factcheck"'


class BearerTokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI description names it."""

    target_class = BearerTokenAuthentication
    name = "bearerToken"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}
