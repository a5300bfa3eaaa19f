"""/api/v1/cross-checks/: runs that check many claims again."""

from collections.abc import Callable
from functools import partial

from django.contrib.auth.models import User
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import exceptions, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims.models import CrossCheckRun
from claims.runs import RunDenied, RunError, cancel_run, pace, request_run, resume_run
from factcheck.accounts import signed_in
from factcheck.api.exceptions import Conflict
from factcheck.api.fields import IdField, SlugField
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import Declared, StrictSerializer
from sources.models import Article, Source


class ProgressSerializer(serializers.ModelSerializer):
    """How far a run is, in claims; `total` is null until it has begun, the other two where nothing can be said."""

    rate = serializers.SerializerMethodField(help_text="claims a second since it began")
    seconds_left = serializers.SerializerMethodField(help_text="until it is done, at this rate")

    class Meta:
        model = CrossCheckRun
        fields = ["total", "done", "failed", "rate", "seconds_left"]
        read_only_fields = fields

    def get_rate(self, run: CrossCheckRun) -> float | None:
        return pace(run, now=timezone.now()).rate

    def get_seconds_left(self, run: CrossCheckRun) -> int | None:
        return pace(run, now=timezone.now()).seconds_left


class CrossCheckSerializer(serializers.ModelSerializer):
    """One run."""

    source: Declared = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True, help_text="slug; null for all outlets"
    )
    article: serializers.PrimaryKeyRelatedField[Article] = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="null for all articles"
    )
    progress = ProgressSerializer(source="*", read_only=True)
    requested_by: serializers.SlugRelatedField[User] = serializers.SlugRelatedField(
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = CrossCheckRun
        fields = [
            "id",
            "schedule",
            "window_start",
            "source",
            "article",
            "state",
            "progress",
            "error",
            "requested_by",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields


class NewCrossCheckSerializer(StrictSerializer):
    """Which claims to check again: all, or those of one outlet or article."""

    source: Declared = SlugField(required=False, allow_null=True, default=None)
    article = IdField(required=False, allow_null=True, default=None)

    def validate_source(self, slug: str | None) -> Source | None:
        source = Source.objects.filter(slug=slug).first() if slug else None
        if slug and source is None:
            raise serializers.ValidationError(f"There is no source with the slug {slug!r}.")
        return source

    def validate_article(self, pk: int | None) -> Article | None:
        article = Article.objects.defer("text", "fingerprints").filter(pk=pk).first() if pk else None
        if pk and article is None:
            raise serializers.ValidationError(f"There is no article {pk}.")
        return article


@extend_schema_view(
    list=extend_schema(summary="List cross-checks", description="The newest first."),
    retrieve=extend_schema(summary="Read a cross-check with its progress"),
    create=extend_schema(
        summary="Start a cross-check",
        request=NewCrossCheckSerializer,
        responses={202: OpenApiResponse(CrossCheckSerializer, description="Queued; read it again for its progress")},
    ),
)
class CrossCheckViewSet(IdempotentPosts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    write_scope = Scope.ARTICLES
    queryset = CrossCheckRun.objects.select_related("source", "requested_by")
    serializer_class = CrossCheckSerializer
    lookup_url_kwarg = "run_id"
    lookup_value_converter = "id"

    def create(self, request: Request) -> Response:
        serializer = NewCrossCheckSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        run = request_run(requested_by=signed_in(request), now=timezone.now(), **serializer.validated_data)
        location = reverse("crosscheckrun-detail", [run.pk], request=request)
        return Response(self.get_serializer(run).data, status=202, headers={"Location": location})

    @extend_schema(
        summary="Cancel a cross-check",
        description="What it has not checked yet is not checked for its sake. Reviewers may, and who asked for it; "
        "cancelling again changes nothing. 409 when the run is over.",
        request=None,
        responses={200: CrossCheckSerializer},
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def cancel(self, request: Request, run_id: int) -> Response:
        return self.answer(request, partial(cancel_run, run_id, by=signed_in(request), now=timezone.now()))

    @extend_schema(
        summary="Resume a cross-check",
        description="A run that was cancelled or has failed goes on; claims checked since it began are not checked "
        "again. Reviewers may, and who asked for it. 409 when the run is done.",
        request=None,
        responses={200: CrossCheckSerializer},
    )
    @action(detail=True, methods=["post"], filter_backends=[])
    def resume(self, request: Request, run_id: int) -> Response:
        return self.answer(request, partial(resume_run, run_id, by=signed_in(request)))

    def answer(self, request: Request, act: Callable[[], CrossCheckRun]) -> Response:
        """The run after the action, or why it was refused."""
        self.get_object()
        try:
            run = act()
        except RunDenied as error:
            raise exceptions.PermissionDenied(str(error)) from error
        except RunError as error:
            raise Conflict(str(error)) from error
        return Response(self.get_serializer(run).data)
