"""The queue of claims, and the page on which a reviewer decides on one."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims import review, runs, seen
from claims.admin.claim_page import next_in_queue, read_page
from claims.admin.filters import DossierFilter, QueueFilter, SourceFilter, SuggestionFilter
from claims.admin.marks import ATTRIBUTIONS_SHORT, status_badge
from claims.admin.passage import visible
from claims.admin.retrying import tell_tried_again
from claims.admin.verdict_form import VerdictForm
from claims.analysis.types import Polarity
from claims.models import Claim, CrossReference
from claims.record_models import Judgement
from factcheck.accounts import signed_in
from factcheck.admin.lists import ListAdmin
from factcheck.conflicts import HELD, is_conflict
from factcheck.shortening import shortened

SHOWN_CHARACTERS = 220


@admin.register(Claim)
class ClaimAdmin(ListAdmin):
    title = "Claims"
    list_display = ["passage", "said_by", "outlet", "suggested", "standing", "worth"]
    list_display_links = ["passage"]
    list_filter = [QueueFilter, SuggestionFilter, SourceFilter, DossierFilter, "attribution", "mode", "polarity"]
    list_select_related = ["source", "article", "suggestion"]
    ordering = ["-checkworthiness", "id"]
    search_fields = ["search"]
    search_help_text = 'Words of the claim or its claimant; "exact words", or, -without.'
    change_list_template = "claims/admin/claim_list.html"
    actions = ["try_again"]

    # Claims come from articles and from clients, and are never edited by hand.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Claim | None = None) -> bool:
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm("claims.review_claim")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_crosscheckrun")

    # The list

    def get_actions(self, request: HttpRequest) -> dict:
        return super().get_actions(request) if request.GET.get("queue") == "failed" else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return super().get_queryset(request).defer("search", "article__text", "article__fingerprints")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if search_term.strip():
            queryset = queryset.filter(search=SearchQuery(search_term, config="english", search_type="websearch"))
        return queryset, False

    @admin.display(description="claim")
    def passage(self, claim: Claim) -> SafeString:
        return visible(shortened(claim.text, SHOWN_CHARACTERS))

    @admin.display(description="who says it", ordering="claimant")
    def said_by(self, claim: Claim) -> SafeString:
        who = visible(claim.claimant) if claim.claimant else "The outlet" if claim.attribution == "none" else "—"
        how = ATTRIBUTIONS_SHORT.get(claim.attribution, claim.attribution)
        if claim.polarity == Polarity.DENIES:
            how += ", denies it"
        return format_html('<bdi>{}</bdi> <br><span class="quiet">{}</span>', who, how)

    @admin.display(description="source", ordering="source__name")
    def outlet(self, claim: Claim) -> SafeString:
        day = f"{claim.published_at:%-d %b %Y}" if claim.published_at else "no date"
        return format_html('<bdi>{}</bdi> <br><span class="quiet">{}</span>', visible(claim.source.name), day)

    @admin.display(description="suggestion", ordering="suggestion__confidence")
    def suggested(self, claim: Claim) -> SafeString:
        suggestion = getattr(claim, "suggestion", None)
        if suggestion is None:
            words = "Cross-check failed" if claim.check_state == "failed" else "Not checked yet"
            return format_html('<span class="quiet">{}</span>', words)
        reason = visible(suggestion.reasons[0]) if suggestion.reasons else ""
        return format_html(
            '{} {} <br><span class="quiet reason">{}</span>',
            status_badge(suggestion.status),
            suggestion.strength,
            reason,
        )

    @admin.display(description="status", ordering="status")
    def standing(self, claim: Claim) -> SafeString:
        suggestion = getattr(claim, "suggestion", None)
        if suggestion is not None and suggestion.stale_reason:
            return format_html('{} <br><span class="stale">stale</span>', status_badge(claim.status))
        return status_badge(claim.status)

    @admin.display(description="worth checking", ordering="checkworthiness")
    def worth(self, claim: Claim) -> SafeString:
        return format_html(
            '<meter min="0" max="1" value="{}">{}</meter>',
            f"{claim.checkworthiness:.2f}",
            f"{claim.checkworthiness:.0%}",
        )

    @admin.action(description="Try the cross-check again", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        tell_tried_again(request, runs.retry(queryset.values_list("pk", flat=True)), "cross-checks")

    # The page of one claim

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/verdict/", view(self.verdict_view), name="claims_claim_verdict"),
            path(
                "<int:object_id>/cross-references/<int:reference_id>/judgement/",
                view(self.judgement_view),
                name="claims_claim_judgement",
            ),
            *super().get_urls(),
        ]

    def find(self, request: HttpRequest, object_id: Any) -> Claim | None:
        claims = Claim.objects.select_related("source", "article", "suggestion").defer(
            "search", "article__fingerprints"
        )
        try:
            return claims.filter(pk=int(object_id)).first()
        except ValueError:
            return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        claim = self.find(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        return self.show(request, claim)

    def show(
        self,
        request: HttpRequest,
        claim: Claim,
        *,
        form: VerdictForm | None = None,
        conflict: str = "",
        status: int = 200,
    ) -> HttpResponse:
        can_review = self.has_review_permission(request)
        version = seen.version(claim)  # before the page is read: what comes in between is new to who decides on it
        if form is None and can_review:
            form = VerdictForm(initial={"expected_version": version})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Claim {claim.pk}",
            "preserved_filters": self.get_preserved_filters(request),
            "page": read_page(claim),
            "suggestion": getattr(claim, "suggestion", None),
            "can_review": can_review,
            "form": form,
            "conflict": conflict,
        }
        return TemplateResponse(request, "claims/admin/claim.html", context, status=status)

    def for_review(self, request: HttpRequest, object_id: int) -> Claim | None:
        """The claim of a posted decision; PermissionDenied for who may not review."""
        if not self.has_review_permission(request):
            raise PermissionDenied
        return self.find(request, object_id)

    def verdict_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method != "POST":
            return redirect(self.address(request, object_id))
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            return self.show(request, claim, form=form, status=422)
        try:
            verdict = review.record_verdict(
                claim_id=claim.pk, by=signed_in(request), now=timezone.now(), **form.cleaned_data
            )
        except Claim.DoesNotExist:
            return self.not_there(request, object_id)
        except review.VersionConflict as error:
            return self.show_conflict(request, object_id, str(error))
        except OperationalError as error:
            if not is_conflict(error):
                raise
            return self.show_conflict(request, object_id, HELD)
        except review.ReviewError as error:
            form.add_error(None, str(error))
            return self.show(request, claim, form=form, status=422)
        decided = verdict.get_status_display()
        following = next_in_queue(claim) if "_next" in request.POST else None
        if following is None:
            self.message_user(request, f"Your verdict is recorded: {decided}.", messages.SUCCESS)
            return redirect(self.address(request, object_id))
        recorded = format_html(
            'Your verdict on <a href="{}">claim {}</a> is recorded: {}. This is the next claim.',
            self.address(request, object_id),
            object_id,
            decided,
        )
        self.message_user(request, recorded, messages.SUCCESS)
        return redirect(self.address(request, following.pk))

    def show_conflict(self, request: HttpRequest, object_id: int, conflict: str) -> HttpResponse:
        """The claim as it stands now, with what was typed; sending it again decides on the newer version."""
        claim = self.find(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        typed = request.POST.copy()
        typed["expected_version"] = seen.version(claim)
        return self.show(request, claim, form=VerdictForm(typed), conflict=conflict, status=409)

    def judgement_view(self, request: HttpRequest, object_id: int, reference_id: int) -> HttpResponse:
        back = f"{self.address(request, object_id)}#cross-reference-{reference_id}"
        if request.method != "POST":
            return redirect(back)
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        try:
            judgement = review.record_judgement(
                cross_reference_id=reference_id,
                answer=request.POST.get("answer", ""),
                by=signed_in(request),
                now=timezone.now(),
            )
        except CrossReference.DoesNotExist:
            self.message_user(request, "This cross-reference has been replaced meanwhile.", messages.WARNING)
        except review.ReviewError as error:
            self.message_user(request, str(error), messages.ERROR)
        except OperationalError as error:
            if not is_conflict(error):
                raise
            self.message_user(request, HELD, messages.WARNING)
        else:
            words: dict[str, str] = {
                Judgement.Answer.CONFIRMED: "You confirmed this link.",
                Judgement.Answer.REJECTED: "You rejected this link; it no longer counts.",
            }
            self.message_user(request, words[judgement.answer], messages.SUCCESS)
        return redirect(back)

    def address(self, request: HttpRequest, claim_id: int) -> str:
        url = reverse("admin:claims_claim_change", args=[claim_id])
        return add_preserved_filters({"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}, url)
