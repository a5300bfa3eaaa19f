"""Filters of lists. An unknown parameter is refused: a misspelt filter would return everything.

So is a value that names nothing: a slug or id that no row has would return an empty list, as if there were no news.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

from factcheck.api.exceptions import InvalidParameters
from factcheck.api.fields import MAX_ID, MAX_SLUG_CHARACTERS
from factcheck.moments import moment_of

if TYPE_CHECKING:
    from rest_framework.generics import GenericAPIView  # which imports this module

MAX_VALUE_CHARACTERS = 1000
MAX_IDS = 100


class StrictFilterBackend(filters.DjangoFilterBackend):
    """The view's filterset, for lists only; says which parameter is wrong and why.

    A parameter without a value is refused too: a script's unset variable would return everything.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: "GenericAPIView") -> QuerySet:
        if getattr(view, "detail", False):
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        paginator: Any = view.paginator  # factcheck.api.pagination; none where all rows come at once
        paging = paginator.parameters if paginator else ()
        known = {*(filterset.filters if filterset else ()), *paging}
        errors = {}
        for name, values in request.query_params.lists():
            if name not in known:
                sentence, code = f"There is no such parameter. There are: {', '.join(sorted(known))}.", "unknown"
            elif len(values) > 1:
                sentence, code = "Give this parameter once.", "repeated"
            elif not values[0].strip():
                sentence, code = "Give this parameter a value, or leave it out.", "blank"
            elif len(values[0]) > MAX_VALUE_CHARACTERS:
                sentence, code = f"A parameter may have {MAX_VALUE_CHARACTERS:,} characters at most.", "max_length"
            else:
                continue
            errors[name] = [ErrorDetail(sentence, code)]
        if errors:
            raise InvalidParameters(errors)
        if filterset and not filterset.is_valid():
            found = filterset.form.errors.as_data()
            raise InvalidParameters({name: details(errors) for name, errors in found.items()})
        return filterset.qs if filterset else queryset


def details(errors: list[forms.ValidationError]) -> list[ErrorDetail]:
    """The sentences of a form's errors, with their codes."""
    return [ErrorDetail(sentence, error.code or "invalid") for error in errors for sentence in error.messages]


class RowFormField(forms.Field):
    """The key of a row that there is; its value is the row's primary key."""

    default_error_messages = {"missing": "There is no {what} {value!r}."}

    def __init__(self, *, rows: Callable[[], QuerySet], key: str, what: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows, self.key, self.what = rows, key, what

    def parse(self, value: str) -> Any:
        return value

    def to_python(self, value: str | None) -> int | None:
        if not value:
            return None
        found: int | None = self.rows().filter(**{self.key: self.parse(value)}).values_list("pk", flat=True).first()
        if found is None:
            sentence = self.error_messages["missing"].format(what=self.what, value=value[:100])
            raise forms.ValidationError(sentence, code="missing")
        return found


class SlugFormField(RowFormField):
    default_error_messages = {"invalid": "This is a slug: letters of a to z, digits, hyphens and underscores."}

    def parse(self, value: str) -> str:
        if not re.fullmatch(rf"[-a-zA-Z0-9_]{{1,{MAX_SLUG_CHARACTERS}}}", value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return value


class IdFormField(RowFormField):
    default_error_messages = {"invalid": "This is an id: a whole number in the digits 0 to 9."}

    def parse(self, value: str) -> int:
        # int() would read 1_3 as 13, and digits of every script.
        if not re.fullmatch(r"[1-9][0-9]{0,18}", value) or int(value) > MAX_ID:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(value)


class RowFilter(filters.Filter):
    """Keeps the rows of one other row, which `rows` must hold."""

    def __init__(self, *args: Any, rows: Callable[[], QuerySet], key: str, what: str, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, key=key, what=what, **kwargs)


@extend_schema_field({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": MAX_SLUG_CHARACTERS})
class SlugFilter(RowFilter):
    """A row by its slug. The filter's field is compared with the row's primary key."""

    field_class = SlugFormField

    def __init__(self, *args: Any, rows: Callable[[], QuerySet], what: str, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, key="slug", what=f"{what} with the slug", **kwargs)


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MAX_ID})
class IdFilter(RowFilter):
    """A row by its id."""

    field_class = IdFormField

    def __init__(self, *args: Any, rows: Callable[[], QuerySet], what: str, **kwargs: Any) -> None:
        super().__init__(*args, rows=rows, key="pk", what=what, **kwargs)


class TextFilter(filters.CharFilter):
    """Words of bounded length."""

    def __init__(self, *args: Any, max_length: int, **kwargs: Any) -> None:
        super().__init__(*args, max_length=max_length, **kwargs)
        set_override(self, "field", {"type": "string", "minLength": 1, "maxLength": max_length})


class IdsFormField(forms.Field):
    default_error_messages = {"invalid": f"These are 1 to {MAX_IDS} ids with commas between, such as 4,17."}

    def to_python(self, value: str | None) -> list[int] | None:
        if not value:
            return None
        parts = value.split(",")
        if len(parts) > MAX_IDS or not all(re.fullmatch(r"[1-9][0-9]{0,18}", part) for part in parts):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return [int(part) for part in parts if int(part) <= MAX_ID]


@extend_schema_field({"type": "string", "pattern": "^[1-9][0-9]{0,18}(,[1-9][0-9]{0,18})*$", "maxLength": 1000})
class IdsFilter(filters.Filter):
    """Rows by their ids."""

    field_class = IdsFormField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lookup_expr="in", **kwargs)


class TrueFalseFormField(forms.Field):
    default_error_messages = {"invalid": "This is true or false."}

    def to_python(self, value: str | None) -> bool | None:
        if not value:
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
    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            return moment_of(value.strip())
        except ValueError as error:
            raise forms.ValidationError(f"{error} Write a plus sign as %2B.", code="invalid") from None


class ZonedDateTimeFilter(filters.IsoDateTimeFilter):
    """A time with its zone."""

    field_class = ZonedDateTimeFormField
