"""/api/v1/dossiers/: articles about one event."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from factcheck.api.etags import check_if_match
from factcheck.api.exceptions import Conflict
from factcheck.api.fields import IdField, SlugField
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import StrictModelSerializer
from sources.api.sources import IF_MATCH
from sources.dossiers import DossierTaken, add_dossier, change_dossier
from sources.errors import IngestError
from sources.models import Article, Dossier

MAX_ARTICLES = 1000


class ArticleIdsField(serializers.ListField):
    """Ids of articles, checked together in one query."""

    child = IdField()

    def to_internal_value(self, data: Any) -> list[Article]:
        ids = list(dict.fromkeys(super().to_internal_value(data)))
        found = Article.objects.only("pk").in_bulk(ids)
        missing = [str(pk) for pk in ids if pk not in found]
        if missing:
            raise serializers.ValidationError([f"There is no article {', '.join(missing[:10])}."])
        return list(found.values())

    def to_representation(self, data: Any) -> list[int]:
        return sorted(article.pk for article in data.all())


class DossierSerializer(StrictModelSerializer):
    """Articles about one event."""

    slug = SlugField(required=False, help_text="made of the title when left out")
    articles = ArticleIdsField(required=False, max_length=MAX_ARTICLES)

    class Meta:
        model = Dossier
        fields = ["slug", "title", "summary", "articles", "created_at"]
        read_only_fields = ["created_at"]

    def create(self, values: dict[str, Any]) -> Dossier:
        try:
            return add_dossier(**values)
        except IngestError as error:
            raise serializers.ValidationError({error.field: [error.sentence]}) from error
        except DossierTaken as error:
            raise Conflict(str(error)) from error

    def update(self, dossier: Dossier, values: dict[str, Any]) -> Dossier:
        try:
            return change_dossier(dossier.pk, values)
        except IngestError as error:
            raise serializers.ValidationError({error.field: [error.sentence]}) from error

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if self.instance and values.get("slug", self.instance.slug) != self.instance.slug:
            raise serializers.ValidationError({"slug": ["The slug is the dossier's address and never changes."]})
        return values


@extend_schema_view(
    list=extend_schema(summary="List dossiers", description="The newest first."),
    create=extend_schema(
        summary="Make a dossier",
        responses={201: DossierSerializer, 409: OpenApiResponse(description="There is one of this slug already")},
    ),
    retrieve=extend_schema(summary="Read a dossier"),
    partial_update=extend_schema(
        summary="Change a dossier",
        description="`articles` takes the place of all that it has.",
        parameters=[IF_MATCH],
        responses={200: DossierSerializer, 412: OpenApiResponse(description="Changed since it was read")},
    ),
)
class DossierViewSet(
    IdempotentPosts,
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet,
):
    write_scope = Scope.ARTICLES
    queryset = Dossier.objects.prefetch_related(Prefetch("articles", Article.objects.only("pk")))
    serializer_class = DossierSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"
    http_method_names = ["get", "head", "post", "patch", "options"]

    def perform_update(self, serializer: serializers.BaseSerializer[Dossier]) -> None:
        assert serializer.instance is not None
        dossier_id = serializer.instance.pk
        with transaction.atomic():
            check_if_match(self.request, lambda: self.present(dossier_id))
            serializer.save()
        serializer.instance = self.get_queryset().get(pk=dossier_id)

    def present(self, dossier_id: int) -> Any:
        """The dossier as it is now, and stays until the transaction ends."""
        list(Dossier.objects.select_for_update(no_key=True).filter(pk=dossier_id))
        return DossierSerializer(self.get_queryset().get(pk=dossier_id)).data
