"""Exports of claims: below /api/v1/claims/export/, with the filters of the list, and a claim's own ClaimReview."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims import export
from claims.annotations import as_annotations
from claims.claim_review import documents

STREAM = {"type": "string", "maxLength": 2**40, "description": "of any length"}
DOCUMENT = {"type": "object", "additionalProperties": True}


class CsvRenderer(JSONRenderer):
    media_type = "text/csv"
    format = "csv"


class JsonLinesRenderer(JSONRenderer):
    media_type = "application/jsonl"
    format = "jsonl"


class JsonLdRenderer(JSONRenderer):
    media_type = "application/ld+json"
    format = "jsonld"


class ExportActions:
    """Mixin of the claims' viewset."""

    request: Any
    get_queryset: Any
    filter_queryset: Any
    get_object: Any

    @extend_schema(
        summary="Export claims as CSV",
        description="For spreadsheets: what would be taken for a formula begins with an apostrophe. The oldest first.",
        responses={(200, "text/csv"): OpenApiResponse(STREAM)},
    )
    @action(
        detail=False,
        url_path="export/csv",
        pagination_class=None,
        renderer_classes=[CsvRenderer, JSONRenderer],
    )
    def export_csv(self, request: Request) -> StreamingHttpResponse:
        return self.stream(export.as_csv(self.chosen()), "text/csv; charset=utf-8", "claims.csv")

    @extend_schema(
        summary="Export claims as JSON Lines",
        description="A claim a line, with its members as in the list. The oldest first.",
        responses={(200, "application/jsonl"): OpenApiResponse(STREAM)},
    )
    @action(
        detail=False,
        url_path="export/json-lines",
        pagination_class=None,
        renderer_classes=[JsonLinesRenderer, JSONRenderer],
    )
    def export_json_lines(self, request: Request) -> StreamingHttpResponse:
        return self.stream(export.as_json_lines(self.chosen()), "application/jsonl", "claims.jsonl")

    @extend_schema(
        summary="Export the decided claims as a feed of ClaimReviews",
        description="schema.org DataFeed.",
        responses={(200, "application/ld+json"): OpenApiResponse(DOCUMENT)},
    )
    @action(
        detail=False,
        url_path="export/claim-reviews",
        pagination_class=None,
        renderer_classes=[JsonLdRenderer, JSONRenderer],
    )
    def export_claim_reviews(self, request: Request) -> StreamingHttpResponse:
        return self.stream(export.as_feed(self.chosen(), address=self.review_address), "application/ld+json", "")

    @extend_schema(
        summary="Export claims as W3C Web Annotations",
        description="An AnnotationPage: each claim by its words in the outlet's page, and by its offsets in the "
        "article as it is stored here. Claims without a place in an article are left out.",
        responses={(200, "application/ld+json"): OpenApiResponse(DOCUMENT)},
    )
    @action(
        detail=False,
        url_path="export/annotations",
        pagination_class=None,
        renderer_classes=[JsonLdRenderer, JSONRenderer],
    )
    def export_annotations(self, request: Request) -> StreamingHttpResponse:
        parts = as_annotations(
            self.chosen(), claim_address=self.address("claim-detail"), article_address=self.address("article-detail")
        )
        return self.stream(parts, "application/ld+json", "")

    @extend_schema(
        summary="Read a decided claim as ClaimReview",
        description="schema.org JSON-LD. 404 before somebody has decided on the claim.",
        responses={(200, "application/ld+json"): OpenApiResponse(DOCUMENT)},
    )
    @action(detail=True, url_path="claim-review", renderer_classes=[JsonLdRenderer, JSONRenderer])
    def claim_review(self, request: Request, claim_id: int) -> Response:
        claim = self.get_object()
        found = documents([claim], address=self.review_address)
        if not found:
            raise Http404
        return Response(found[claim.pk])

    def chosen(self) -> Any:
        return self.filter_queryset(self.get_queryset())

    def address(self, view: str) -> Callable[[int], str]:
        """Gives the URL of a row by its id, without asking the routes for each."""
        pattern = str(reverse(view, [1], request=self.request)).removesuffix("1/")
        return lambda pk: f"{pattern}{pk}/"

    def review_address(self, claim_id: int) -> str:
        return str(reverse("claim-claim-review", [claim_id], request=self.request))

    def stream(self, parts: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
        answer = StreamingHttpResponse(parts, content_type=content_type)
        if name:
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
