"""Lists of the admin that stay fast on large tables and answer any address."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property

COUNTED = 5_000


def key_of(text: object) -> int | None:
    """The key of a row that was typed or stands in an address; None for what is none."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


class BoundedPaginator(Paginator):
    """Counts no further than 5,000 rows: nobody turns so many pages, and an exact count reads the whole table."""

    @cached_property
    def count(self) -> int:
        rows = cast(QuerySet[Any], self.object_list)
        return rows.order_by()[:COUNTED].count()

    @property
    def count_is_bounded(self) -> bool:
        return self.count == COUNTED


class ListAdmin(admin.ModelAdmin):
    """`title` is the list's heading; `empty` says what to do while it is empty."""

    list_per_page = 50
    list_max_show_all = 0
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "sources/admin/list.html"
    title = ""
    empty = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # PostgreSQL refuses the character, and Django's own list filters hand it on.
        if any("\0" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            return redirect(f"{request.path}?{ERROR_FLAG}=1")
        words = {"title": self.title, "empty": self.empty}
        return super().changelist_view(request, words | (extra_context or {}))

    def form_page(self, request: HttpRequest, form: forms.Form, *, title: str, submit: str) -> HttpResponse:
        """The page of a form that adds a row, with status 422 when it was refused; `submit` names the button."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "submit": submit,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "sources/admin/form.html", context, status=status)

    def not_there(self, request: HttpRequest, object_id: object) -> HttpResponse:
        """Back to the first page, with a sentence: there is no such row."""
        # Django's own answer, which the stubs leave out.
        answer: HttpResponse = self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
            request, self.opts, str(object_id)
        )
        return answer
