"""How the description of one operation is made of its view and serializers."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class BoundedSchema(AutoSchema):
    """Every string of an answer has its longest length too: that of the column it is read from."""

    def _map_serializer_field(self, field: Any, direction: str, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if isinstance(schema, dict) and is_text(schema) and "maxLength" not in schema:
            most = longest(field)
            if most:
                schema["maxLength"] = most
        return schema


def is_text(schema: dict[str, Any]) -> bool:
    kind = schema.get("type")
    text = kind == "string" or (isinstance(kind, list) and "string" in kind)
    return text and "enum" not in schema and schema.get("format") != "date-time"


def longest(field: Any) -> int | None:
    """How many characters a field of a serializer can have, by what it says or by its column."""
    if isinstance(getattr(field, "max_length", None), int):
        return int(field.max_length)
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    if model is None or field.source == "*":
        return None
    try:
        column: Any = model._meta.get_field(field.source)
        if isinstance(field, serializers.SlugRelatedField):
            column = column.related_model._meta.get_field(field.slug_field)
    except FieldDoesNotExist:
        return None
    return column.max_length if isinstance(column, Field) else None
