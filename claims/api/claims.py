"""/api/v1/claims/: what the articles assert, and what clients post."""

from typing import Any, cast

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims.analysis.types import Mode, Status
from claims.api.etags import etag
from claims.api.exports import ExportActions
from claims.api.posting import NewClaimSerializer, post
from claims.api.representation import ClaimSerializer, shown
from claims.choices import DECISIONS, choices
from claims.models import Claim
from claims.querysets import ClaimQuerySet
from claims.submissions import MOST_CHARACTERS
from factcheck.accounts import signed_in
from factcheck.api import problems
from factcheck.api.etags import ETAG_SCHEMA
from factcheck.api.filters import (
    IdFilter,
    IdsFilter,
    SlugFilter,
    TextFilter,
    TrueFalseFilter,
    ZonedDateTimeFilter,
)
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import Declared, StrictSerializer
from factcheck.api.throttles import charge_items
from sources.models import Article, Dossier, Source

MAX_ITEMS = 1000
MAX_SEARCH_CHARACTERS = 500
NONE_SUGGESTED = "none"
# Who asks by these wants to hear of a claim as well that is gone from its article.
ASK_FOR_ALL = {"article", "ids", "client_ref", "updated_after"}


class BulkSerializer(StrictSerializer):
    """Many claims at once."""

    claims = serializers.ListField(child=NewClaimSerializer(), min_length=1, max_length=MAX_ITEMS)


class BulkBodySerializer(StrictSerializer):
    """The same, with each item still to be checked: one that is wrong does not stop the others."""

    claims = serializers.ListField(min_length=1, max_length=MAX_ITEMS)


class ItemErrorSerializer(serializers.Serializer):
    pointer = serializers.CharField(max_length=1000, help_text="JSON pointer into the item")
    code = serializers.CharField(max_length=50, help_text="the kind of fault, for programs")
    detail = serializers.CharField(max_length=10_000)


class BulkResultSerializer(serializers.Serializer):
    """What became of one item."""

    index = serializers.IntegerField(help_text="position of the item in the request, from 0")
    status = serializers.ChoiceField([200, 201, 400, 409], help_text="what posting it alone would have answered")
    client_ref = serializers.CharField(max_length=MOST_CHARACTERS["client_ref"])
    id = serializers.IntegerField(allow_null=True, help_text="of the claim; null for a refused item")
    claim = ClaimSerializer(allow_null=True, help_text="null for a refused item, and with Prefer: return=minimal")
    errors: Declared = ItemErrorSerializer(many=True)


class BulkAnswerSerializer(serializers.Serializer):
    results = BulkResultSerializer(many=True)


class ClaimFilters(filters.FilterSet):
    source = SlugFilter("source", rows=Source.objects.all, what="source", label="slug of the outlet")
    article = IdFilter(
        "article",
        rows=Article.objects.all,
        what="article",
        label="id of the article; of an earlier version what the newer lacks",
    )
    status = filters.ChoiceFilter(choices=choices(Status), label="what a reviewer decided")
    suggested = filters.ChoiceFilter(
        choices=[*DECISIONS, (NONE_SUGGESTED, "No status")], method="suggests", label="what the machine suggests"
    )
    mode = filters.ChoiceFilter(choices=choices(Mode), label="how the words are given")
    claimant = TextFilter("claimant", "iexact", max_length=300, label="full name, in any case")
    published_after = ZonedDateTimeFilter("published_at", "gte", label="published then or later")
    published_before = ZonedDateTimeFilter("published_at", "lt", label="published before")
    updated_after = ZonedDateTimeFilter("updated_at", "gte", label="it, its status or suggestion changed since")
    updated_before = ZonedDateTimeFilter("updated_at", "lt", label="changed last before")
    stale = TrueFalseFilter(method="is_stale", label="decided on, and to be looked at again")
    ids = IdsFilter("pk", label="up to 100 ids with commas between; those that no claim has are left out")
    client_ref = TextFilter(
        method="posted_as", max_length=MOST_CHARACTERS["client_ref"], strip=False, label="your own key of it"
    )
    dossier = SlugFilter(
        "article__dossiers", rows=Dossier.objects.all, what="dossier", label="slug of a dossier with its article"
    )
    q = TextFilter(
        method="matches",
        max_length=MAX_SEARCH_CHARACTERS,
        label='words in the claim or the claimant\'s name; "a phrase", or, -not',
    )

    def is_stale(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.filter(ClaimQuerySet.STALE) if value else queryset.exclude(ClaimQuerySet.STALE)

    def posted_as(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(client=self.request.user, client_ref=value)

    def suggests(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(suggestion__status="" if value == NONE_SUGGESTED else value)

    def matches(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(search=SearchQuery(value, config="english", search_type="websearch"))


MINIMAL = "return=minimal"
PREFER = OpenApiParameter(
    "Prefer", {"type": "string", "maxLength": 200}, OpenApiParameter.HEADER, description=f"`{MINIMAL}`: ids alone"
)
ETAG = OpenApiParameter(
    "ETag", ETAG_SCHEMA, OpenApiParameter.HEADER, response=[200], description="for If-Match when recording a verdict"
)


@extend_schema_view(
    list=extend_schema(
        summary="List claims",
        description="The newest first. A claim stays the same claim through the versions of its article. Those whose "
        "sentence the newest version lacks are left out unless they are `stale`, or `article`, `ids`, `client_ref` or "
        "`updated_after` asks for them.",
    ),
    retrieve=extend_schema(summary="Read a claim", parameters=[ETAG]),
    create=extend_schema(
        summary="Post a claim",
        request=NewClaimSerializer,
        responses={
            201: OpenApiResponse(ClaimSerializer, description="Stored; it will be cross-checked"),
            200: OpenApiResponse(ClaimSerializer, description="Was stored under this client_ref already"),
            409: OpenApiResponse(description="The client_ref stands for another claim"),
        },
    ),
    bulk=extend_schema(
        summary="Post many claims",
        description=f"Up to {MAX_ITEMS:,} claims. One that is wrong does not stop the others.",
        parameters=[PREFER],
        request=BulkSerializer,
        responses={207: BulkAnswerSerializer},
    ),
)
class ClaimViewSet(
    IdempotentPosts, ExportActions, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    write_scope = Scope.CLAIMS
    queryset = shown(Claim.objects.all())
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    lookup_url_kwarg = "claim_id"
    lookup_value_converter = "id"

    def get_queryset(self) -> ClaimQuerySet:
        queryset = cast(ClaimQuerySet, super().get_queryset())
        if not self.detail and not ASK_FOR_ALL & self.request.query_params.keys():
            return queryset.standing()
        return queryset

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        claim = self.get_object()
        return Response(self.get_serializer(claim).data, headers={"ETag": etag(claim)})

    def create(self, request: Request) -> HttpResponse:
        (answer,) = post([request.data], client=signed_in(request))
        if answer.claim is None:
            return problems.invalid(answer.errors, code=answer.status)
        location = reverse("claim-detail", [answer.claim.pk], request=request)
        headers = {"Location": location, "ETag": etag(answer.claim)}
        return Response(self.get_serializer(answer.claim).data, status=answer.status, headers=headers)

    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def bulk(self, request: Request) -> Response:
        body = BulkBodySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        items = body.validated_data["claims"]
        charge_items(request, len(items))
        minimal = MINIMAL in request.headers.get("Prefer", "").lower().replace(" ", "").split(",")
        answers = post(items, client=signed_in(request), minimal=minimal)
        headers = {"Preference-Applied": MINIMAL} if minimal else {}
        return Response(BulkAnswerSerializer({"results": answers}).data, status=207, headers=headers)
