"""Serializers that refuse unknown fields, so that a misspelt one is noticed."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from factcheck.api.fields import StringField, ZonedDateTimeField

# The type of a declared field that has the name of an attribute of REST framework's own, such as `source`: it is taken
# out of the class when that is made, which the stubs do not know.
Declared = Any


class StrictSerializer(serializers.Serializer):
    def to_internal_value(self, data: Any) -> Any:
        unknown: dict[str, list[ErrorDetail]] = {}
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {
                name: [ErrorDetail("There is no such field to set here.", "unknown")]
                for name in data
                if name not in known
            }
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            known_errors: Any = error.detail  # by the names of the fields
            raise serializers.ValidationError({**known_errors, **unknown}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: StringField,
        models.TextField: StringField,
        models.DateTimeField: ZonedDateTimeField,
    }
