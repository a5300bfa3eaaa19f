"""The OpenAPI description and its page for people."""

from typing import Any

from django.http import JsonResponse
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView


class JsonOptions(APIView):
    """Answers OPTIONS in JSON whatever the view renders otherwise: a page's template has nothing to show of it."""

    def options(self, request: Request, *args: Any, **kwargs: Any) -> JsonResponse:
        metadata = self.metadata_class().determine_metadata(request, self)
        return JsonResponse(metadata)


class SchemaView(JsonOptions, SpectacularAPIView):
    pass


class DocsView(JsonOptions, SpectacularSwaggerSplitView):
    pass
