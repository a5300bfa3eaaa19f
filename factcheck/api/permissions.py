"""Who may do what: Django's model permissions, given to the groups Contributors and Reviewers."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, DjangoModelPermissions
from rest_framework.request import Request

from factcheck.api.models import ApiToken, Scope

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which imports this module


class ModelPermissions(DjangoModelPermissions):
    """Django's model permissions, with `view` needed for reading as well, and within them the scopes of the token.

    A view that changes something has the scope for it as `write_scope`.
    """

    perms_map = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.user.is_authenticated and not hasattr(view, str(request.method).lower()):
            return True  # nobody may do what is not there: the view answers 405
        if not super().has_permission(request, view):
            return False
        token = request.auth
        needed = Scope.READ if request.method in SAFE_METHODS else view.write_scope  # type: ignore[attr-defined]
        if isinstance(token, ApiToken) and needed not in token.scopes:
            raise PermissionDenied(f"This token has not the scope {needed}.")
        return True
