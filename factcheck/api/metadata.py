"""What OPTIONS answers."""

from typing import Any

from django.views import View
from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request


class PlainMetadata(SimpleMetadata):
    """The name of what is at an address; Allow has its methods, the OpenAPI description its fields."""

    def determine_actions(self, request: Request, view: View) -> dict[str, Any]:
        return {}
