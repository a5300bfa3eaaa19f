"""/api/v1/articles/: reports as published."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from factcheck.accounts import signed_in
from factcheck.api.exceptions import ContentTooLarge
from factcheck.api.fields import LanguageField, StringField, ZonedDateTimeField
from factcheck.api.filters import IdsFilter, SlugFilter, ZonedDateTimeFilter
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import Declared, StrictSerializer
from sources.api.sources import SourceReferenceField
from sources.errors import IngestError, NotYours, TooLarge
from sources.ingest import MOST_CHARACTERS, add_article
from sources.models import Article, ArticleState, Dossier, Source
from sources.outlets import NewSource, find_or_create_source
from sources.pages import with_page


class ArticleSummarySerializer(serializers.ModelSerializer):
    """One report, without its text."""

    source: Declared = serializers.SlugRelatedField(slug_field="slug", read_only=True, help_text="slug of the outlet")
    url = serializers.CharField(read_only=True, help_text="may be empty")
    supersedes: serializers.PrimaryKeyRelatedField[Article] = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="the version that stood at this url when this one was first seen"
    )
    current = serializers.BooleanField(read_only=True, help_text="whether it is the newest version at its url")
    state_reason = serializers.CharField(
        source="last_error",
        read_only=True,
        help_text="why the work failed, was skipped or is tried again, or what of the text was left unread",
    )

    class Meta:
        model = Article
        fields = [
            "id",
            "source",
            "url",
            "title",
            "byline",
            "published_at",
            "retrieved_at",
            "language",
            "credit",
            "text_sha256",
            "supersedes",
            "current",
            "state",
            "state_reason",
            "updated_at",
        ]
        read_only_fields = fields


class ArticleSerializer(ArticleSummarySerializer):
    """One report with the text that all spans refer to."""

    class Meta(ArticleSummarySerializer.Meta):
        fields = [*ArticleSummarySerializer.Meta.fields, "text"]
        read_only_fields = fields


class ArticleTextField(StringField):
    """The words of an article; more than it may have are answered with 413."""

    def __init__(self) -> None:
        most = settings.ARTICLE_MAX_CHARACTERS
        super().__init__(max_length=most, required=False, allow_blank=True, default="", trim_whitespace=False)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and len(data) > settings.ARTICLE_MAX_CHARACTERS:
            raise ContentTooLarge(TooLarge.of(str(self.field_name), len(data)).sentence)
        return super().run_validation(data)


class NewArticleSerializer(StrictSerializer):
    """An article to take in; its words as `text` or as `html`, or neither: then the page at `url` is downloaded."""

    source: Declared = SourceReferenceField()
    text = ArticleTextField()
    html = ArticleTextField()
    title = StringField(max_length=MOST_CHARACTERS["title"], required=False, allow_blank=True, default="")
    url = StringField(max_length=MOST_CHARACTERS["url"], required=False, allow_blank=True, default="")
    byline = StringField(max_length=MOST_CHARACTERS["byline"], required=False, allow_blank=True, default="")
    published_at = ZonedDateTimeField(required=False, allow_null=True, default=None)
    language = LanguageField(
        required=False, allow_blank=True, default="", help_text="BCP 47; found from the text when left out"
    )


class ArticleFilters(filters.FilterSet):
    source = SlugFilter("source", rows=Source.objects.all, what="source", label="slug of the outlet")
    state = filters.ChoiceFilter(choices=ArticleState.choices)
    published_after = ZonedDateTimeFilter("published_at", "gte", label="published then or later")
    published_before = ZonedDateTimeFilter("published_at", "lt", label="published before")
    updated_after = ZonedDateTimeFilter("updated_at", "gte", label="it or its state changed since")
    updated_before = ZonedDateTimeFilter("updated_at", "lt", label="changed last before")
    ids = IdsFilter("pk", label="up to 100 ids with commas between; those that no article has are left out")
    dossier = SlugFilter("dossiers", rows=Dossier.objects.all, what="dossier", label="slug of a dossier with it")


@extend_schema_view(
    list=extend_schema(summary="List articles", description="The newest first, without their texts."),
    retrieve=extend_schema(
        summary="Read an article",
        description="`state` tells how far the work on it is, `state_reason` why it failed or was skipped.",
    ),
    create=extend_schema(
        summary="Post an article",
        description="The same text from the same outlet is the same article, in whatever layout. "
        "A new text at a known url becomes its new version, and a text that stood there before becomes the newest "
        "again: for the client that posted a version before, and for reviewers. With a `url` and without words the "
        "page there is downloaded, within 10 seconds, and what it says of its title, byline and time stands for what "
        "is left out.",
        request=NewArticleSerializer,
        responses={
            201: OpenApiResponse(ArticleSerializer, description="Stored; its claims will be extracted"),
            200: OpenApiResponse(ArticleSerializer, description="Was stored already"),
            403: OpenApiResponse(description="The article at this url was posted by somebody else"),
        },
    ),
)
class ArticleViewSet(IdempotentPosts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    write_scope = Scope.ARTICLES
    queryset = Article.objects.select_related("source").defer("fingerprints")
    filterset_class = ArticleFilters
    lookup_url_kwarg = "article_id"
    lookup_value_converter = "id"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().defer("text") if self.action == "list" else super().get_queryset()

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return ArticleSummarySerializer if self.action == "list" else ArticleSerializer

    def create(self, request: Request) -> Response:
        serializer = NewArticleSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        now = timezone.now()
        try:
            values = with_page(dict(serializer.validated_data), now=now)
            with transaction.atomic():  # an article that is refused leaves no new outlet behind
                source = resolve(values.pop("source"))
                article, created = add_article(source=source, by=signed_in(request), now=now, **values)
        except TooLarge as error:
            raise ContentTooLarge(error.sentence) from error
        except NotYours as error:
            raise PermissionDenied(error.sentence) from error
        except IngestError as error:
            raise ValidationError({error.field: [error.sentence]}) from error
        location = reverse("article-detail", [article.pk], request=request)
        return Response(
            self.get_serializer(article).data, status=201 if created else 200, headers={"Location": location}
        )


def resolve(reference: str | NewSource) -> Source:
    """The outlet that a client named. Raises IngestError."""
    if isinstance(reference, NewSource):
        return find_or_create_source(name=reference.name, domain=reference.domain, kind=reference.kind)
    source = Source.objects.filter(slug=reference).first()
    if source is None:
        raise IngestError("source", f"There is no source with the slug {reference!r}.")
    return source
