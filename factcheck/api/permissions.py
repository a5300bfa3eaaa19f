"""Who may do what: Django's model permissions, given to the groups Contributors and Reviewers."""

from typing import TYPE_CHECKING

from rest_framework.permissions import DjangoModelPermissions
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which imports this module


class ModelPermissions(DjangoModelPermissions):
    """Django's model permissions, with `view` needed for reading as well."""

    perms_map = {
        **DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.user.is_authenticated and not hasattr(view, str(request.method).lower()):
            return True  # nobody may do what is not there: the view answers 405
        return super().has_permission(request, view)
