"""Filters of lists. An unknown parameter is refused: a misspelt filter would return everything."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django_filters import rest_framework as filters
from rest_framework.request import Request
from rest_framework.views import APIView

from factcheck.api.fields import MAX_ID
from factcheck.api.problems import InvalidParameters


class StrictFilterBackend(filters.DjangoFilterBackend):
    """The view's filterset, for lists only; says which parameter is wrong and why.

    A parameter without a value is refused too: a script's unset variable would return everything.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        if getattr(view, "detail", False):
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        paginator = view.paginator
        known = {
            *(filterset.filters if filterset else ()),
            paginator.cursor_query_param,
            paginator.page_size_query_param,
        }
        errors = {}
        for name, values in request.query_params.lists():
            if name not in known:
                errors[name] = [f"There is no such parameter. There are: {', '.join(sorted(known))}."]
            elif len(values) > 1:
                errors[name] = ["Give this parameter once."]
            elif not values[0]:
                errors[name] = ["Give this parameter a value, or leave it out."]
        if filterset and not filterset.is_valid():
            errors |= filterset.errors
        if errors:
            raise InvalidParameters(errors)
        return filterset.qs if filterset else queryset


class IdFormField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class IdFilter(filters.NumberFilter):
    """The id of a row."""

    field_class = IdFormField


class TrueFalseFormField(forms.Field):
    default_error_messages = {"invalid": "This is true or false."}

    def to_python(self, value: str | None) -> bool | None:
        if value in self.empty_values:
            return None
        if value not in {"true", "false"}:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return value == "true"


class TrueFalseFilter(filters.BooleanFilter):
    """true or false. The package's own filter takes any other word as leave to return everything."""

    field_class = TrueFalseFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.TextInput, **kwargs)


class ZonedDateTimeFormField(forms.Field):
    default_error_messages = {
        "invalid": "A time is ISO 8601 with its zone, such as 2026-05-01T09:30:00Z; write a plus sign as %2B."
    }

    def to_python(self, value: str | None) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            parsed = parse_datetime(value.strip())
            if parsed is not None and parsed.tzinfo is not None:
                return parsed.astimezone(UTC)  # PostgreSQL knows no zone of 16 hours and more, Python does
        except (ValueError, OverflowError):  # well formed, but no such day or hour
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class ZonedDateTimeFilter(filters.IsoDateTimeFilter):
    """A time with its zone."""

    field_class = ZonedDateTimeFormField
