"""/api/v1/sources/: outlets."""

from dataclasses import dataclass
from typing import Any

from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from factcheck.api.fields import DomainField, LanguageField, SlugField, StringField
from factcheck.api.problems import Conflict
from factcheck.api.serializers import StrictModelSerializer, StrictSerializer
from sources.ingest import find_or_create_source, free_slug
from sources.models import Source, SourceKind


class SourceSerializer(StrictModelSerializer):
    """One outlet."""

    slug = SlugField(max_length=100, required=False, help_text="made of the name when left out; never changes")
    domain = DomainField(required=False, allow_blank=True, help_text="such as example.org")
    country = StringField(
        required=False,
        allow_blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", "A country is two capital letters of ISO 3166-1, such as GB.")],
        help_text="ISO 3166-1 alpha-2, such as GB",
    )
    language = LanguageField(required=False, allow_blank=True, help_text="BCP 47, such as en or pt-BR")

    class Meta:
        model = Source
        fields = ["slug", "name", "domain", "kind", "country", "language", "owner", "created_at"]
        read_only_fields = ["created_at"]

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if self.instance and values.get("slug", self.instance.slug) != self.instance.slug:
            raise serializers.ValidationError({"slug": ["The slug is the outlet's address and never changes."]})
        return values


TAKEN = OpenApiResponse(description="Another outlet has this name, slug or domain")


@extend_schema_view(
    list=extend_schema(summary="List outlets", description="The newest first."),
    create=extend_schema(summary="Add an outlet", responses={201: SourceSerializer, 409: TAKEN}),
    retrieve=extend_schema(summary="Read an outlet"),
    partial_update=extend_schema(summary="Change an outlet", responses={200: SourceSerializer, 409: TAKEN}),
)
class SourceViewSet(
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet,
):
    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"
    http_method_names = ["get", "head", "post", "patch"]

    def perform_create(self, serializer: SourceSerializer) -> None:
        slug = serializer.validated_data.get("slug") or free_slug(serializer.validated_data["name"])
        save(serializer, slug=slug)

    def perform_update(self, serializer: SourceSerializer) -> None:
        save(serializer)


def save(serializer: SourceSerializer, **values: Any) -> None:
    try:
        with transaction.atomic():
            serializer.save(**values)
    except IntegrityError as error:
        raise Conflict("Another outlet has this name, slug or domain already.") from error


class NewSourceSerializer(StrictSerializer):
    """An outlet by its name or domain: found, or made."""

    name = StringField(max_length=200)
    domain = DomainField(required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(SourceKind.choices, default=SourceKind.WEBSITE)


@dataclass(frozen=True, slots=True)
class SourceReference:
    """An outlet as a client names it: by `slug`, or by what finds or makes it."""

    slug: str = ""
    name: str = ""
    domain: str = ""
    kind: str = SourceKind.WEBSITE

    def make(self) -> Source:
        """The outlet named by other means than its slug. Raises IngestError."""
        return find_or_create_source(name=self.name, domain=self.domain, kind=self.kind)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 100, "description": "its slug"},
            {"$ref": "#/components/schemas/NewSourceRequest"},
        ]
    }
)
class SourceReferenceField(serializers.Field):
    """A slug, or an object `{name, domain, kind}`. No query: the references of a request are resolved together."""

    default_error_messages = {"invalid": "A source is its slug, or an object with name, domain and kind."}

    def to_internal_value(self, data: Any) -> SourceReference:
        if isinstance(data, dict):
            serializer = NewSourceSerializer(data=data)
            serializer.is_valid(raise_exception=True)
            return SourceReference(**serializer.validated_data)
        if not isinstance(data, str):
            self.fail("invalid")
        return SourceReference(slug=slug_of(data))


def slug_of(data: str) -> str:
    field = SlugField(max_length=100)
    return field.run_validation(data)
