"""Fields that take JSON values at their word: no number where text is asked for, no time without its zone."""

from datetime import datetime
from typing import Any

from django.core.validators import DomainNameValidator, RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

MAX_ID = 2**63 - 1


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MAX_ID})
class IdField(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class StringField(serializers.CharField):
    """Text, and nothing that would have to be turned into text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class SlugField(serializers.SlugField):
    """A word of an address, and nothing that would have to be turned into text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class ZonedDateTimeField(serializers.DateTimeField):
    """ISO 8601 with its zone. A time without one could be wrong by half a day, so it is refused."""

    default_error_messages = {"zone": "A time needs its zone, such as 2026-05-01T09:30:00Z or ...+02:00."}

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            self.fail("invalid", format="ISO 8601 with zone")
        return super().to_internal_value(value)

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("zone")
        return super().enforce_timezone(value)


class DomainField(StringField):
    """A host name such as example.org, in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=253, **kwargs)
        self.validators.append(DomainNameValidator(message="A domain looks like example.org, without https://."))

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).lower()


class LanguageField(StringField):
    """A language tag of BCP 47."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=35, **kwargs)
        self.validators.append(
            RegexValidator(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", "A language is a BCP 47 tag such as en or pt-BR.")
        )
