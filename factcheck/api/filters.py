"""Filters of lists. An unknown parameter is refused: a misspelt filter would return everything."""

from datetime import datetime
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
    """The view's filterset, for lists only; says which parameter is wrong and why."""

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
        errors = {
            name: [f"There is no such parameter. There are: {', '.join(sorted(known))}."]
            for name in request.query_params
            if name not in known
        }
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


class ZonedDateTimeFormField(forms.Field):
    default_error_messages = {
        "invalid": "A time is ISO 8601 with its zone, such as 2026-05-01T09:30:00Z; write a plus sign as %2B."
    }

    def to_python(self, value: str | None) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            parsed = parse_datetime(value.strip())
        except ValueError:  # well formed, but no such day or hour
            parsed = None
        if parsed is None or parsed.tzinfo is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return parsed


class ZonedDateTimeFilter(filters.IsoDateTimeFilter):
    """A time with its zone."""

    field_class = ZonedDateTimeFormField
