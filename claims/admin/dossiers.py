"""Dossiers: their list, the form that makes one, and the page with matrix, lineage and figures.

Registered here and not in sources/admin.py, because sources knows nothing of claims.
"""

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.claim_page import HEAVY, context_of
from claims.admin.differences import Change, marked
from claims.admin.drawing import lineage_drawing, timeline_drawing
from claims.dossiers.lineage import lineage_of
from claims.dossiers.matrix import Stance, as_table, matrix_of
from claims.dossiers.reading import read
from claims.dossiers.timelines import timelines_of
from claims.export import cell
from claims.models import Claim, CrossReference
from claims.perspective import seen_from_claim
from factcheck.admin.lists import ListAdmin
from sources import dossiers
from sources.errors import IngestError
from sources.models import Dossier

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Held(TypedDict):
    held: int


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


@admin.register(Dossier)
class DossierAdmin(ListAdmin):
    form = DossierForm
    title = "Dossiers"
    empty = "No dossiers yet. A dossier gathers the articles about one event."
    list_display = ["title", "matrix_link", "articles_held", "claims_link", "created_at"]
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
        return ["matrix_link", "claims_link"] if obj else []

    @admin.display(description="articles", ordering="held")
    def articles_held(self, dossier: "WithAnnotations[Dossier, Held]") -> SafeString:
        address = f"{reverse('admin:sources_article_changelist')}?dossier={dossier.pk}"
        return format_html('<a href="{}">{}</a>', address, dossier.held)

    @admin.display(description="claims")
    def claims_link(self, dossier: Dossier) -> SafeString:
        address = f"{reverse('admin:claims_claim_changelist')}?queue=all&dossier={dossier.pk}"
        return format_html('<a href="{}">Its claims</a>', address)

    @admin.display(description="matrix")
    def matrix_link(self, dossier: Dossier) -> SafeString:
        return format_html('<a href="{}">Who says what</a>', reverse("admin:sources_dossier_matrix", args=[dossier.pk]))

    # The page

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/matrix/", view(self.matrix_view), name="sources_dossier_matrix"),
            path("<int:object_id>/matrix.csv", view(self.csv_view), name="sources_dossier_csv"),
            path(
                "<int:object_id>/passages/<int:claim_id>/<int:other_id>/",
                view(self.passages_view),
                name="sources_dossier_passages",
            ),
            *super().get_urls(),
        ]

    def find(self, request: HttpRequest, object_id: int) -> Dossier | None:
        """The dossier of a page that shows claims; PermissionDenied for who may not see these."""
        if not (self.has_view_permission(request) and request.user.has_perm("claims.view_claim")):
            raise PermissionDenied
        return Dossier.objects.filter(pk=object_id).first()

    def matrix_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The page of a dossier: progress, matrix, lineage and the figures that differ."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        dossier = self.find(request, object_id)
        if dossier is None:
            return self.not_there(request, object_id)
        reading = read(dossier)
        lineage = lineage_of(reading)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": dossier.title,
            "dossier": dossier,
            "matrix": matrix_of(dossier, reading),
            "stances": [one for one in Stance if one != Stance.SILENT],
            "lineage": lineage,
            "lineage_drawing": lineage_drawing(lineage),
            "timelines": [(one, timeline_drawing(one)) for one in timelines_of(reading)],
        }
        return TemplateResponse(request, "claims/admin/dossier.html", context)

    def csv_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The matrix as a table for spreadsheets."""
        dossier = self.find(request, object_id)
        if dossier is None:
            return self.not_there(request, object_id)
        text = StringIO("\ufeff")  # without it spreadsheets read no UTF-8
        text.seek(1)
        csv.writer(text).writerows([cell(value) for value in row] for row in as_table(matrix_of(dossier)))
        headers = {"Content-Disposition": f'attachment; filename="{dossier.slug}.csv"'}
        return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)

    def passages_view(self, request: HttpRequest, object_id: int, claim_id: int, other_id: int) -> HttpResponse:
        """The passages of two claims beside each other, with what links them."""
        dossier = self.find(request, object_id)
        claims = Claim.objects.filter(pk__any_of=[claim_id, other_id]).select_related("source", "article")
        found = claims.defer("search", "article__fingerprints").in_bulk()
        if dossier is None or len(found) < 2:
            return self.not_there(request, object_id)
        claim, other = found[claim_id], found[other_id]
        pair = {"left_id": min(claim_id, other_id), "right_id": max(claim_id, other_id)}
        link = CrossReference.objects.filter(**pair).with_sides().defer(*HEAVY).first()
        changes = [Change.of(one) for one in seen_from_claim(link, claim.pk).drift] if link else []
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Two passages",
            "dossier": dossier,
            "link": link,
            "changes": changes,
            "sides": [
                (one, context_of(one), parts)
                for one, parts in zip((claim, other), marked(claim.text, other.text, changes), strict=True)
            ],
        }
        return TemplateResponse(request, "claims/admin/passages.html", context)
