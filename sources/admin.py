"""Sources. Articles and dossiers are shown with their claims, so claims/admin registers them."""

from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from factcheck.accounts import signed_in
from factcheck.admin.lists import ListAdmin
from sources import outlets
from sources.errors import IngestError
from sources.models import Article, Source

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Stored(TypedDict):
    stored: int


class SourceForm(forms.ModelForm):
    """What an outlet may be is said by sources.outlets alone."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            return values | outlets.checked(values)
        except IngestError as error:
            self.add_error(error.field, error.sentence)
            return values


@admin.register(Source)
class SourceAdmin(ListAdmin):
    form = SourceForm
    title = "Sources"
    empty = "No sources yet. Add the outlets that you read."
    list_display = ["name", "domain", "kind", "country", "owner", "articles_stored"]
    list_filter = ["kind", "country"]
    ordering = ["name"]
    search_fields = ["name", "domain", "owner"]
    search_help_text = "Name, domain or owner."
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        rows: QuerySet[Source] = super().get_queryset(request)
        stored = Article.objects.filter(source=OuterRef("pk")).order_by().values("source").values(n=Count("pk"))
        return rows.annotate(stored=Coalesce(Subquery(stored), 0))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict[str, Any]:
        # The slug is the source's address in the API: made from the name once, then kept.
        return {} if obj or not self.has_add_permission(request) else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> list[str]:
        return ["slug"] if obj else []

    def save_model(self, request: HttpRequest, obj: Source, form: SourceForm, change: bool) -> None:
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            outlets.change_source(source_id=obj.pk, values=values, by=signed_in(request))
        else:
            super().save_model(request, obj, form, change)

    # Django uses nothing of what it returns.
    def log_change(self, request: HttpRequest, obj: Source, message: Any) -> None:  # type: ignore[override]
        """Nothing: `change_source` has written down what became of which field."""

    @admin.display(description="articles", ordering="stored")
    def articles_stored(self, source: "WithAnnotations[Source, Stored]") -> SafeString:
        address = f"{reverse('admin:sources_article_changelist')}?source={source.pk}"
        return format_html('<a href="{}">{}</a>', address, source.stored)
