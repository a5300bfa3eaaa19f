"""/api/v1/sources/: outlets."""

import dataclasses
from typing import Any

from django.db import transaction
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import BaseSerializer

from factcheck.accounts import signed_in
from factcheck.api.etags import ETAG_SCHEMA, check_if_match
from factcheck.api.exceptions import Conflict
from factcheck.api.fields import MAX_SLUG_CHARACTERS, CountryField, DomainField, LanguageField, SlugField, StringField
from factcheck.api.idempotency import IdempotentPosts
from factcheck.api.models import Scope
from factcheck.api.serializers import StrictModelSerializer, StrictSerializer
from sources.errors import IngestError
from sources.models import Source, SourceKind
from sources.outlets import NAME_CHARACTERS, NewSource, Taken, add_source, change_source, checked


class SourceSerializer(StrictModelSerializer):
    """One outlet."""

    slug = SlugField(required=False, help_text="made of the name when left out; never changes")
    domain = DomainField(required=False, allow_blank=True, help_text="such as example.org")
    country = CountryField(required=False, allow_blank=True, help_text="ISO 3166-1 alpha-2, such as GB")
    language = LanguageField(required=False, allow_blank=True, help_text="BCP 47, such as en or pt-BR")

    class Meta:
        model = Source
        fields = ["slug", "name", "domain", "kind", "country", "language", "owner", "created_at"]
        read_only_fields = ["created_at"]

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if self.instance and values.get("slug", self.instance.slug) != self.instance.slug:
            raise serializers.ValidationError({"slug": ["The slug is the outlet's address and never changes."]})
        return values


IF_MATCH = OpenApiParameter("If-Match", ETAG_SCHEMA, OpenApiParameter.HEADER, description="its ETag as it was read")
TAKEN = OpenApiResponse(description="Another outlet has this name, slug or domain")


@extend_schema_view(
    list=extend_schema(summary="List outlets", description="The newest first."),
    create=extend_schema(summary="Add an outlet", responses={201: SourceSerializer, 409: TAKEN}),
    retrieve=extend_schema(summary="Read an outlet"),
    partial_update=extend_schema(
        summary="Change an outlet",
        parameters=[IF_MATCH],
        responses={200: SourceSerializer, 409: TAKEN, 412: OpenApiResponse(description="Changed since it was read")},
    ),
)
class SourceViewSet(
    IdempotentPosts,
    mixins.ListModelMixin,
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet,
):
    write_scope = Scope.ARTICLES
    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"
    http_method_names = ["get", "head", "post", "patch", "options"]

    def perform_create(self, serializer: BaseSerializer[Source]) -> None:
        try:
            serializer.instance = add_source(**serializer.validated_data)
        except IngestError as error:
            raise ValidationError({error.field: [error.sentence]}) from error
        except Taken as error:
            raise Conflict(str(error)) from error

    def perform_update(self, serializer: BaseSerializer[Source]) -> None:
        assert serializer.instance is not None
        source_id, values = serializer.instance.pk, serializer.validated_data
        try:
            with transaction.atomic():
                check_if_match(self.request, lambda: self.present(source_id))
                serializer.instance = change_source(source_id=source_id, values=values, by=signed_in(self.request))
        except IngestError as error:
            raise ValidationError({error.field: [error.sentence]}) from error
        except Taken as error:
            raise Conflict(str(error)) from error

    def present(self, source_id: int) -> Any:
        """The outlet as it is now, and stays until the transaction ends."""
        return SourceSerializer(Source.objects.select_for_update(no_key=True).get(pk=source_id)).data


class NewSourceSerializer(StrictSerializer):
    """An outlet by its name or domain: found, or made."""

    name = StringField(max_length=NAME_CHARACTERS)
    domain = DomainField(required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(SourceKind.choices, default=SourceKind.WEBSITE)


class SourceReferenceField(serializers.Field):
    """A slug, or an object `{name, domain, kind}`; as a string or a NewSource.

    No query: the references of a request are resolved together.
    """

    default_error_messages = {"invalid": "A source is its slug, or an object with name, domain and kind."}

    def to_internal_value(self, data: Any) -> str | NewSource:
        if isinstance(data, dict):
            serializer = NewSourceSerializer(data=data)
            serializer.is_valid(raise_exception=True)
            return NewSource(**serializer.validated_data)
        if not isinstance(data, str):
            self.fail("invalid")
        slug: str = SlugField().run_validation(data)
        return slug


class SourceReferenceExtension(OpenApiSerializerFieldExtension):
    """Describes both ways to name an outlet, and brings the object's own description into the document."""

    target_class = SourceReferenceField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        by_name = auto_schema.resolve_serializer(NewSourceSerializer, "request")
        slug = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "minLength": 1, "maxLength": MAX_SLUG_CHARACTERS}
        return {"oneOf": [slug | {"description": "its slug"}, by_name.ref]}


def checked_reference(reference: NewSource) -> NewSource:
    """The reference as an outlet would be stored. Raises IngestError."""
    try:
        return NewSource(**checked(dataclasses.asdict(reference)))
    except IngestError as error:
        raise IngestError("source", error.sentence) from None
