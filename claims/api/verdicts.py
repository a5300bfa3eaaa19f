"""/api/v1/claims/{id}/verdicts/: what reviewers decided."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.etags import version_read
from claims.api.seen import AsSeenField
from claims.choices import DECISIONS
from claims.models import Claim
from claims.record_models import RATIONALE_CHARACTERS, Verdict
from claims.review import (
    MAX_ADDRESS,
    MAX_EVIDENCE,
    ReviewDenied,
    ReviewError,
    VersionConflict,
    record_verdict,
)
from factcheck.accounts import signed_in
from factcheck.api.etags import ETAG_SCHEMA
from factcheck.api.exceptions import PreconditionFailed
from factcheck.api.fields import StringField
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import StrictSerializer


class VerdictSerializer(serializers.ModelSerializer):
    """What a reviewer decided, why, and what the reviewer saw."""

    reviewer: serializers.SlugRelatedField[User] = serializers.SlugRelatedField(slug_field="username", read_only=True)
    evidence = serializers.ListField(
        child=serializers.CharField(max_length=MAX_ADDRESS), help_text="addresses of what was consulted"
    )
    updated_at = serializers.DateTimeField(
        source="decided_at", read_only=True, help_text="a verdict is never changed: when it was decided"
    )
    seen = AsSeenField(help_text="what was shown: the claim, its suggestion and cross-references")

    class Meta:
        model = Verdict
        fields = [
            "id",
            "claim",
            "number",
            "decision",
            "status",
            "rationale",
            "evidence",
            "reviewer",
            "decided_at",
            "updated_at",
            "seen",
            "previous_hash",
            "hash",
        ]
        read_only_fields = fields


class NewVerdictSerializer(StrictSerializer):
    """A decision with its reasons."""

    status = serializers.ChoiceField(DECISIONS)
    rationale = StringField(max_length=RATIONALE_CHARACTERS, help_text="why; shown to other reviewers and in exports")
    evidence = serializers.ListField(
        child=StringField(max_length=MAX_ADDRESS),
        max_length=MAX_EVIDENCE,
        required=False,
        default=list,
        help_text="http and https addresses of what was consulted",
    )


IF_MATCH = OpenApiParameter(
    "If-Match", ETAG_SCHEMA, OpenApiParameter.HEADER, required=True, description="the ETag of the claim as it was read"
)


@extend_schema_view(
    list=extend_schema(summary="List the verdicts on a claim", description="The newest first."),
    retrieve=extend_schema(summary="Read a verdict"),
    create=extend_schema(
        summary="Record a verdict",
        description="The claim's status becomes that of its newest verdict. Earlier verdicts are never changed.",
        parameters=[IF_MATCH],
        request=NewVerdictSerializer,
        responses={
            201: VerdictSerializer,
            412: OpenApiResponse(description="Something is new since the claim was read; `detail` says what"),
            428: OpenApiResponse(description="If-Match is missing"),
        },
    ),
)
class VerdictViewSet(IdempotentPosts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    write_scope = Scope.VERDICTS
    queryset = Verdict.objects.select_related("reviewer")
    serializer_class = VerdictSerializer
    lookup_url_kwarg = "verdict_id"
    lookup_value_converter = "id"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(claim=self.kwargs["claim_id"])

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not Claim.objects.filter(pk=kwargs["claim_id"]).exists():
            raise Http404
        return super().list(request, *args, **kwargs)

    def create(self, request: Request, claim_id: int) -> Response:
        serializer = NewVerdictSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        # Preconditions come after all that would refuse the request without them (RFC 9110, section 13.2.1).
        version = version_read(request, claim_id)
        try:
            verdict = record_verdict(
                claim_id=claim_id,
                by=signed_in(request),
                expected_version=version,
                now=timezone.now(),
                **serializer.validated_data,
            )
        except Claim.DoesNotExist as error:
            raise Http404 from error
        except VersionConflict as error:
            raise PreconditionFailed(str(error)) from error
        except ReviewDenied as error:
            raise PermissionDenied(str(error)) from error
        except ReviewError as error:
            raise ValidationError([str(error)]) from error
        return Response(self.get_serializer(verdict).data, status=201)
