"""Articles: how far the work on each is, its text with the claims found in it, and the form that adds one.

Registered here and not in sources/admin.py, because sources knows nothing of claims.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import correcting
from claims.admin.editions import side_by_side
from claims.admin.filters import ArticleDossierFilter, SourceFilter
from claims.admin.marks import STATUS_SYMBOLS
from claims.admin.passage import cut, visible
from claims.admin.retrying import tell_tried_again
from claims.models import Claim
from claims.review import ReviewDenied, ReviewError
from claims.runs import request_run
from factcheck.accounts import signed_in
from factcheck.admin.lists import ListAdmin
from sources import adding, ingest, pages, versions
from sources.errors import IngestError
from sources.models import Article, Dossier, Source, SourceKind

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_STALE = 100
STATE_SYMBOLS = {"received": "…", "extracted": "…", "crosschecked": "✓", "skipped": "–", "failed": "!"}


class Found(TypedDict):
    found: int


class ArticleForm(forms.Form):
    """The arguments of adding.add_by_hand, which alone says what is allowed."""

    source = forms.ModelChoiceField(
        queryset=Source.objects.order_by("name"),
        required=False,
        widget=AutocompleteSelect(Article._meta.get_field("source"), admin.site),
        help_text="The outlet that published it.",
    )
    new_source = forms.CharField(
        label="Or a new source", required=False, max_length=200, help_text="Its name, when it is not in the list."
    )
    new_source_kind = forms.ChoiceField(
        label="Kind of the new source", choices=SourceKind.choices, initial=SourceKind.WEBSITE, required=False
    )
    dossier = forms.ModelChoiceField(
        queryset=Dossier.objects.order_by("-created_at", "-pk"),
        required=False,
        empty_label="None",
        help_text="The event that it is about.",
    )
    new_dossier = forms.CharField(label="Or a new dossier", required=False, max_length=300, help_text="Its title.")
    title = forms.CharField(required=False, max_length=500, widget=forms.TextInput(attrs={"class": "wide"}))
    url = forms.CharField(
        label="Address",
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"class": "wide", "inputmode": "url"}),
        help_text="A new text at an address that is already known becomes its new version. "
        "With an address and without a text below, the page is downloaded.",
    )
    byline = forms.CharField(required=False, max_length=300, widget=forms.TextInput(attrs={"class": "wide"}))
    published_at = forms.DateTimeField(
        label="Published",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text="In UTC.",
    )
    language = forms.CharField(
        required=False, max_length=35, help_text="Such as en; found from the text when left empty."
    )
    text = forms.CharField(
        label="Text",
        required=False,
        max_length=settings.ARTICLE_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 20, "class": "wide"}),
        help_text="Paste the article as it stands, with a blank line between paragraphs.",
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the article's text; `claim` is the innermost claim over it."""

    text: str
    claim: Claim | None
    overlaps: bool
    starting: list[tuple[int, Claim]]  # claims that begin here, with their numbers in the margin


def passages(text: str, claims: list[Claim]) -> list[Passage]:
    """The text cut at its claims, which have a place in it and come in the order of their numbers."""
    spans = [(claim.start, claim.end) for claim in claims if claim.start is not None and claim.end is not None]
    return [
        Passage(
            text=piece.text,
            claim=claims[piece.inner] if piece.inner is not None else None,
            overlaps=piece.depth > 1,
            starting=[(index + 1, claims[index]) for index in sorted(piece.starting)],
        )
        for piece in cut(text, spans)
    ]


@admin.register(Article)
class ArticleAdmin(ListAdmin):
    title = "Articles"
    empty = "No articles yet. Add one by pasting its text, post it to the API, or run manage.py ingest."
    list_display = ["headline", "outlet", "published", "progress", "claims_found", "language"]
    list_display_links = ["headline"]
    list_filter = ["state", SourceFilter, ArticleDossierFilter, "language"]
    list_select_related = ["source"]
    ordering = ["-id"]
    search_fields = ["title", "url"]
    search_help_text = "Words of the title or parts of the address."
    actions = ["try_again"]

    # An article's text is never edited, and what was published is not removed.
    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sources.add_article")

    def get_actions(self, request: HttpRequest) -> dict:
        return super().get_actions(request) if request.GET.get("state__exact") == "failed" else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        rows: QuerySet[Article] = super().get_queryset(request)
        found = Claim.objects.filter(article=OuterRef("pk")).order_by().values("article").values(n=Count("pk"))
        return rows.defer("text", "fingerprints").annotate(found=Coalesce(Subquery(found), 0))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        next_url = reverse("admin:sources_article_add") if self.has_add_permission(request) else ""
        return super().changelist_view(request, {"next_url": next_url, **(extra_context or {})})

    @admin.display(description="article", ordering="title")
    def headline(self, article: Article) -> SafeString:
        return visible(str(article))

    @admin.display(description="source", ordering="source__name")
    def outlet(self, article: Article) -> SafeString:
        return visible(article.source.name)

    @admin.display(description="published", ordering="published_at", empty_value="no date")
    def published(self, article: Article) -> str | None:
        return f"{article.published_at:%-d %b %Y, %H:%M}" if article.published_at else None

    @admin.display(description="work", ordering="state")
    def progress(self, article: Article) -> SafeString:
        return format_html(
            '<span class="badge state-{}"><span aria-hidden="true">{}</span> {}</span> <span class="quiet">{}</span>',
            article.state,
            STATE_SYMBOLS.get(article.state, ""),
            article.get_state_display(),
            visible(article.last_error),
        )

    @admin.display(description="claims", ordering="found")
    def claims_found(self, article: "WithAnnotations[Article, Found]") -> int:
        return article.found

    @admin.action(description="Try the failed work again", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        tell_tried_again(request, ingest.retry(queryset.values_list("pk", flat=True)), "articles")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/cross-check/", view(self.crosscheck_view), name="sources_article_crosscheck"),
            path("<int:object_id>/try-again/", view(self.retry_view), name="sources_article_retry"),
            path("<int:object_id>/claims/add/", view(self.claim_view), name="sources_article_claim"),
            path("<int:object_id>/changes/", view(self.changes_view), name="sources_article_changes"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ArticleForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                now = timezone.now()
                values = pages.with_page(form.cleaned_data, now=now)
                article, created = adding.add_by_hand(by=signed_in(request), now=now, **values)
            except IngestError as error:
                form.add_error(error.field if error.field in form.fields else None, error.sentence)
            else:
                words = "The article is stored; its claims appear here in a moment."
                if not created:
                    words = "This article is already here: the source has published the same text before."
                self.message_user(request, words, messages.SUCCESS if created else messages.WARNING)
                return redirect("admin:sources_article_change", article.pk)
        return self.form_page(request, form, title="Add an article", submit="Add the article")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        article = self.find(object_id)
        if article is None:
            return self.not_there(request, object_id)
        claims = list(
            article.claims.filter(start__isnull=False)
            .select_related("suggestion")
            .defer("search")
            .order_by("start", "-end", "pk")
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Article {article.pk}",
            "preserved_filters": self.get_preserved_filters(request),
            "article": article,
            "newer": None if article.current else versions.current_at(article.source, article.url),
            "claims": claims,
            "passages": passages(article.text, claims),
            "legend": STATUS_SYMBOLS.items(),
            "dossiers": article.dossiers.order_by("title"),
            "can_check": request.user.has_perm("claims.add_crosscheckrun"),
            "can_retry": self.has_retry_permission(request) and article.state == "failed",
            "can_make": article.current and request.user.has_perm("claims.review_claim"),
        }
        return TemplateResponse(request, "claims/admin/article.html", context)

    def find(self, object_id: Any) -> Article | None:
        articles = Article.objects.select_related("source", "supersedes")
        heavy = ["supersedes__text", "supersedes__fingerprints"]
        try:
            return articles.defer("fingerprints", *heavy).filter(pk=int(object_id)).first()
        except ValueError:
            return None

    def changes_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """This version beside the one that it replaced, and the verdicts that are stale since."""
        article = self.find(object_id) if self.has_view_permission(request) else None
        if article is None or article.supersedes_id is None:
            return self.not_there(request, object_id)
        earlier = Article.objects.get(pk=article.supersedes_id)
        claims = article.claims.stale().select_related("suggestion").defer("search")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "What changed",
            "article": article,
            "earlier": earlier,
            "editions": side_by_side(earlier.text, article.text),
            "stale": claims.order_by("start", "pk")[:MOST_STALE] if request.user.has_perm("claims.view_claim") else [],
        }
        return TemplateResponse(request, "claims/admin/editions.html", context)

    def claim_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Make a claim of words of the article."""
        if request.method == "POST":
            try:
                claim = correcting.make_claim(
                    article_id=object_id,
                    words=request.POST.get("words", ""),
                    claimant=request.POST.get("claimant", ""),
                    polarity=request.POST.get("polarity", ""),
                    by=signed_in(request),
                    now=timezone.now(),
                )
            except Article.DoesNotExist:
                return self.not_there(request, object_id)
            except ReviewDenied:
                raise PermissionDenied from None
            except ReviewError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.message_user(request, "It is a claim now, and is compared in a moment.", messages.SUCCESS)
                return redirect("admin:claims_claim_change", claim.pk)
        return redirect("admin:sources_article_change", object_id)

    def crosscheck_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask for a cross-check of this article's claims."""
        if request.method == "POST":
            if not (self.has_view_permission(request) and request.user.has_perm("claims.add_crosscheckrun")):
                raise PermissionDenied
            article = self.find(object_id)
            if article is None:
                return self.not_there(request, object_id)
            request_run(article=article, requested_by=signed_in(request), now=timezone.now())
            self.message_user(request, "Its claims will be checked again.", messages.SUCCESS)
        return redirect("admin:sources_article_change", object_id)

    def retry_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Work on this failed article again."""
        if request.method == "POST":
            if not (self.has_view_permission(request) and self.has_retry_permission(request)):
                raise PermissionDenied
            if ingest.retry([object_id]):
                self.message_user(request, "The article will be tried again.", messages.SUCCESS)
            else:
                self.message_user(request, "This article has not failed; nothing to try again.", messages.WARNING)
        return redirect("admin:sources_article_change", object_id)
