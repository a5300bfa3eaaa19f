"""Sources and dossiers. Articles are shown with their claims, so claims/admin/articles.py registers them."""

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
from sources import dossiers, outlets
from sources.errors import IngestError
from sources.models import Article, Dossier, Source

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Stored(TypedDict):
    stored: int


class Held(TypedDict):
    held: int


class SourceForm(forms.ModelForm):
    """What an outlet may be is said by sources.outlets alone."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            return values | outlets.checked(values)
        except IngestError as error:
            self.add_error(error.field, error.sentence)
            return values


class DossierForm(forms.ModelForm):
    """What a dossier may be is said by sources.dossiers alone."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for field, check in (("title", dossiers.checked_title), ("summary", dossiers.checked_summary)):
            try:
                if field in values:
                    values[field] = check(values[field])
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


@admin.register(Dossier)
class DossierAdmin(ListAdmin):
    form = DossierForm
    title = "Dossiers"
    empty = "No dossiers yet. A dossier gathers the articles about one event."
    list_display = ["title", "articles_held", "claims_link", "created_at"]
    ordering = ["-created_at", "-id"]
    search_fields = ["title", "summary"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["articles"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dossier]:
        rows: QuerySet[Dossier] = super().get_queryset(request)
        through = Dossier.articles.through
        held = through.objects.filter(dossier=OuterRef("pk")).order_by().values("dossier").values(n=Count("pk"))
        return rows.annotate(held=Coalesce(Subquery(held), 0))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Dossier | None = None) -> dict[str, Any]:
        return {} if obj or not self.has_add_permission(request) else self.prepopulated_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "articles":
            field.widget.can_add_related = False  # an article needs its own form, which does not fit a popup
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Dossier | None = None) -> list[str]:
        return ["claims_link"] if obj else []

    @admin.display(description="articles", ordering="held")
    def articles_held(self, dossier: "WithAnnotations[Dossier, Held]") -> SafeString:
        address = f"{reverse('admin:sources_article_changelist')}?dossier={dossier.pk}"
        return format_html('<a href="{}">{}</a>', address, dossier.held)

    @admin.display(description="claims")
    def claims_link(self, dossier: Dossier) -> SafeString:
        address = f"{reverse('admin:claims_claim_changelist')}?queue=all&dossier={dossier.pk}"
        return format_html('<a href="{}">Its claims</a>', address)
