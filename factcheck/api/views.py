"""The OpenAPI description and its page for people."""

from typing import Any

from django.http import JsonResponse
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView

from factcheck.api.metadata import PlainMetadata


class JsonOptions(APIView):
    """Answers OPTIONS in JSON whatever the view renders otherwise: a page's template has nothing to show of it."""

    # An answer of Django, which no renderer turns into anything else.
    def options(self, request: Request, *args: Any, **kwargs: Any) -> JsonResponse:  # type: ignore[override]
        return JsonResponse(PlainMetadata().determine_metadata(request, self))


class SchemaView(JsonOptions, SpectacularAPIView):
    pass


class DocsView(JsonOptions, SpectacularSwaggerSplitView):
    pass
