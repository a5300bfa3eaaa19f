"""Strict JSON fields: no number where text is asked for, no time without its zone."""

from datetime import datetime
from typing import Any

from django.core.validators import DomainNameValidator, RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factcheck.moments import moment_of

MAX_ID = 2**63 - 1
MAX_SLUG_CHARACTERS = 100


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
    """Text of bounded length, and nothing that would have to be turned into text.

    The length is looked at before anything else, as it was sent: neither blanks nor what normalising takes away
    make room.
    """

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        if max_length is None and not kwargs.get("read_only"):
            raise TypeError("A StringField needs max_length.")
        super().__init__(max_length=max_length, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and self.max_length is not None and len(data) > self.max_length:
            raise serializers.ValidationError(f"This may have {self.max_length:,} characters at most.", "max_length")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class SlugField(StringField):
    """A word of an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_SLUG_CHARACTERS, **kwargs)
        self.validators.append(
            RegexValidator(r"^[-a-zA-Z0-9_]+\Z", "A slug has letters of a to z, digits, hyphens and underscores.")
        )


class ZonedDateTimeField(serializers.DateTimeField):
    """ISO 8601 with its zone."""

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return moment_of(value if isinstance(value, str) else "")
        except ValueError as error:
            raise serializers.ValidationError(str(error), "invalid") from None


class DomainField(StringField):
    """A host name such as example.org, in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=253, **kwargs)
        self.validators.append(DomainNameValidator(message="A domain looks like example.org, without https://."))

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).lower()


class CountryField(StringField):
    """A country code of ISO 3166-1."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, **kwargs)
        self.validators.append(
            RegexValidator(r"^[A-Z]{2}\Z", "A country is two capital letters of ISO 3166-1, such as GB.")
        )


class LanguageField(StringField):
    """A language tag of BCP 47."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=35, **kwargs)
        self.validators.append(
            RegexValidator(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", "A language is a BCP 47 tag such as en or pt-BR.")
        )
