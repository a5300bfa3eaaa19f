"""The OpenAPI description and its page for people."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView

from factcheck.api.metadata import PlainMetadata
from factcheck.api.problem_types import TYPES


class JsonOptions(APIView):
    """Answers OPTIONS in JSON whatever the view renders otherwise: a page's template has nothing to show of it."""

    # An answer of Django, which no renderer turns into anything else.
    def options(self, request: Request, *args: Any, **kwargs: Any) -> JsonResponse:  # type: ignore[override]
        return JsonResponse(PlainMetadata().determine_metadata(request, self))


def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a kind of problem document means, and what to do."""
    for code, kind in TYPES.items():
        if kind.slug == slug:
            context = {"code": code, "title": HTTPStatus(code).phrase, "sentence": kind.sentence}
            return render(request, "problem.html", context)
    raise Http404


class SchemaView(JsonOptions, SpectacularAPIView):
    pass


class DocsView(JsonOptions, SpectacularSwaggerSplitView):
    pass
