"""Serializers that refuse what they don't know, so that a misspelt field is noticed by the one who wrote it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from rest_framework import serializers

from factcheck.api.fields import StringField, ZonedDateTimeField


class RefuseUnknownFields:
    def to_internal_value(self, data: Any) -> Any:
        unknown = {}
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {name: ["There is no such field to set here."] for name in data if name not in known}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **unknown}) from None
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


class StrictSerializer(RefuseUnknownFields, serializers.Serializer):
    pass


class StrictModelSerializer(RefuseUnknownFields, serializers.ModelSerializer):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: StringField,
        models.TextField: StringField,
        models.DateTimeField: ZonedDateTimeField,
    }
