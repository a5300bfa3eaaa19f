"""/api/v1/cross-references/: which claims of different sources say the same or contradict each other."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.analysis.types import ChangeKind
from claims.api.representation import UNSHOWN, ClaimSerializer
from claims.choices import STORED_RELATIONS, choices
from claims.models import CLAIM_CHARACTERS, REASON_CHARACTERS, Claim, CrossReference
from claims.perspective import SeenReference, seen_from_article, seen_from_claim, seen_from_left
from claims.querysets import CrossReferenceQuerySet
from claims.record_models import Judgement
from claims.review import ReviewDenied, ReviewError, record_judgement
from factcheck.accounts import signed_in
from factcheck.api.etags import ETAG_SCHEMA, check_if_match
from factcheck.api.filters import IdFilter, TrueFalseFilter, ZonedDateTimeFilter
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import StrictSerializer
from factcheck.conflicts import again_on_conflict
from sources.models import Article


class ChangeSerializer(serializers.Serializer):
    """One difference between the two quotations."""

    op = serializers.ChoiceField(["replace", "delete", "insert"])
    left = serializers.CharField(max_length=CLAIM_CHARACTERS, help_text="the words of the claim")
    right = serializers.CharField(max_length=CLAIM_CHARACTERS, help_text="the words of the other")
    kind = serializers.ChoiceField(choices(ChangeKind))
    changes_meaning = serializers.BooleanField()


class StoredTimeField(serializers.DateTimeField):
    """A time, which is text when it comes out of a JSON object that the database built."""

    def to_representation(self, value: datetime | str) -> str:
        return super().to_representation(datetime.fromisoformat(value) if isinstance(value, str) else value)


class JudgementSerializer(serializers.Serializer):
    """A reviewer's yes or no."""

    answer = serializers.ChoiceField(Judgement.Answer.choices)
    reviewer = serializers.CharField(max_length=150)
    judged_at = StoredTimeField()


class RecordedJudgementSerializer(JudgementSerializer):
    """The same with its id; none is ever changed."""

    id = serializers.IntegerField()


class CrossReferenceSerializer(serializers.Serializer):
    """A link between two claims, seen from `claim`."""

    id = serializers.IntegerField(source="reference.pk")
    claim = serializers.IntegerField(source="claim.pk", help_text="id of the claim that it is seen from")
    other = ClaimSerializer()
    relation = serializers.ChoiceField(STORED_RELATIONS, source="reference.relation")
    score = serializers.FloatField(source="reference.score", min_value=0, max_value=1)
    independent = serializers.BooleanField(source="reference.independent")
    shared_origin = serializers.CharField(
        source="reference.shared_origin", max_length=500, help_text="why they are not independent"
    )
    drift = ChangeSerializer(many=True)
    reasons = serializers.ListField(
        child=serializers.CharField(max_length=REASON_CHARACTERS), source="reference.reasons"
    )
    judgement = JudgementSerializer(source="reference.judgement", allow_null=True)
    updated_at = serializers.DateTimeField(
        source="reference.updated_at", help_text="when the link or its judgement changed; `other` has its own"
    )


class NewJudgementSerializer(StrictSerializer):
    """The answer to: are these two claims linked as the machine says?"""

    answer = serializers.ChoiceField(Judgement.Answer.choices)


class CrossReferenceFilters(filters.FilterSet):
    claim = IdFilter(
        method="of_claim",
        rows=Claim.objects.all,
        what="claim",
        label="id of a claim; the link is then seen from it",
    )
    article = IdFilter(
        method="of_article",
        rows=Article.objects.all,
        what="article",
        label="id of an article; the link is then seen from its claim",
    )
    relation = filters.ChoiceFilter(choices=STORED_RELATIONS)
    independent = TrueFalseFilter()
    updated_after = ZonedDateTimeFilter("updated_at", "gte", label="changed then or later")
    updated_before = ZonedDateTimeFilter("updated_at", "lt", label="changed before")

    def of_claim(self, queryset: CrossReferenceQuerySet, name: str, value: int) -> QuerySet:
        return queryset.touching([value])

    def of_article(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        return queryset.filter(Q(left__article=value) | Q(right__article=value))


ETAG = OpenApiParameter(
    "ETag", ETAG_SCHEMA, OpenApiParameter.HEADER, response=[200], description="for If-Match when judging it"
)
IF_MATCH = OpenApiParameter(
    "If-Match", ETAG_SCHEMA, OpenApiParameter.HEADER, description="the ETag of the cross-reference as it was read"
)
JUDGEMENT = (
    Judgement.objects.filter(left=OuterRef("left"), right=OuterRef("right"))
    .order_by("-pk")
    .values(found=JSONObject(answer="answer", reviewer="reviewer__username", judged_at="judged_at"))
)
HIDDEN = ("features", *(f"{side}__{column}" for side in ("left", "right") for column in UNSHOWN))


class CrossReferenceList(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = (
        CrossReference.objects.select_related(
            *(f"{side}__{joined}" for side in ("left", "right") for joined in ("source", "article", "suggestion"))
        )
        .defer(*HIDDEN)
        .annotate(judgement=Subquery(JUDGEMENT[:1]))
    )
    serializer_class = CrossReferenceSerializer

    def seen(self, reference: CrossReference) -> SeenReference:
        return seen_from_left(reference)

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        """A page of SeenReference."""
        return [self.seen(reference) for reference in super().paginate_queryset(queryset) or ()]


@extend_schema_view(
    list=extend_schema(
        summary="List cross-references",
        description="The newest first, each once: seen from the claim or article asked for, else from either side.",
    ),
    retrieve=extend_schema(
        summary="Read a cross-reference", description="Seen from the claim with the lower id.", parameters=[ETAG]
    ),
)
class CrossReferenceViewSet(CrossReferenceList):
    filterset_class = CrossReferenceFilters
    lookup_url_kwarg = "reference_id"
    lookup_value_converter = "id"

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(seen_from_left(self.get_object())).data)

    def seen(self, reference: CrossReference) -> SeenReference:
        # The filters have checked that these are ids.
        parameters = self.request.query_params
        if parameters.get("claim"):
            return seen_from_claim(reference, int(parameters["claim"]))
        if parameters.get("article"):
            return seen_from_article(reference, int(parameters["article"]))
        return super().seen(reference)


@extend_schema_view(list=extend_schema(summary="List the cross-references of a claim", description="Seen from it."))
class ClaimCrossReferenceViewSet(CrossReferenceList):
    def get_queryset(self) -> QuerySet:
        references = cast(CrossReferenceQuerySet, super().get_queryset())
        return references.touching([self.kwargs["claim_id"]])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not Claim.objects.filter(pk=kwargs["claim_id"]).exists():
            raise Http404
        return super().list(request, *args, **kwargs)

    def seen(self, reference: CrossReference) -> SeenReference:
        return seen_from_claim(reference, self.kwargs["claim_id"])


@extend_schema_view(
    list=extend_schema(summary="List the judgements on a cross-reference", description="The newest first; it counts."),
    retrieve=extend_schema(summary="Read a judgement"),
    create=extend_schema(
        summary="Judge a cross-reference",
        description="A rejected pair is never suggested again. Earlier answers are kept; the latest counts.",
        parameters=[IF_MATCH],
        request=NewJudgementSerializer,
        responses={
            201: RecordedJudgementSerializer,
            412: OpenApiResponse(description="The cross-reference has changed since it was read"),
        },
    ),
)
class JudgementViewSet(IdempotentPosts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    write_scope = Scope.VERDICTS
    queryset = Judgement.objects.select_related("reviewer")
    serializer_class = RecordedJudgementSerializer
    lookup_url_kwarg = "judgement_id"
    lookup_value_converter = "id"

    def get_queryset(self) -> QuerySet:
        pair = CrossReference.objects.filter(
            pk=self.kwargs["reference_id"], left=OuterRef("left"), right=OuterRef("right")
        )
        return super().get_queryset().filter(Exists(pair))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not CrossReference.objects.filter(pk=kwargs["reference_id"]).exists():
            raise Http404
        return super().list(request, *args, **kwargs)

    def create(self, request: Request, reference_id: int) -> Response:
        serializer = NewJudgementSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            judgement = self.record(reference_id, serializer.validated_data)
        except CrossReference.DoesNotExist as error:
            raise Http404 from error
        except ReviewDenied as error:
            raise PermissionDenied(str(error)) from error
        except ReviewError as error:
            raise ValidationError([str(error)]) from error
        return Response(self.get_serializer(judgement).data, status=201)

    @again_on_conflict
    @transaction.atomic
    def record(self, reference_id: int, values: dict[str, Any]) -> Judgement:
        check_if_match(self.request, lambda: self.present(reference_id))
        return record_judgement(
            cross_reference_id=reference_id, by=signed_in(self.request), now=timezone.now(), **values
        )

    def present(self, reference_id: int) -> Any:
        """The cross-reference as it would be read now. What it shows stays so: its two claims are locked."""
        rows = CrossReferenceViewSet.queryset
        reference = rows.get(pk=reference_id)
        Claim.objects.lock([reference.left_id, reference.right_id])
        return CrossReferenceSerializer(seen_from_left(rows.get(pk=reference_id))).data
