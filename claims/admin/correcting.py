"""What a reviewer adds to the machine's work on a claim: a correction of its reading, and links that it missed."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.postgres.search import SearchQuery
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from claims import correcting, linking, review
from claims.admin.deciding import Deciding
from claims.corrections import latest_corrections
from claims.models import Claim, CrossReference
from factcheck.accounts import signed_in
from factcheck.admin.lists import key_of
from factcheck.shortening import shortened

MOST_MATCHES = 200  # of a search, of which the most likely are shown
SHOWN = 20
QUERY_CHARACTERS = 400


class Correcting(Deciding):
    """The part of ClaimAdmin that corrects the reading of a claim and adds links to it."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/correction/", view(self.correction_view), name="claims_claim_correction"),
            path("<int:object_id>/links/", view(self.links_view), name="claims_claim_links"),
            *super().get_urls(),
        ]

    def show(self, request: HttpRequest, claim: Claim, **options: Any) -> HttpResponse:
        answer = super().show(request, claim, **options)
        if isinstance(answer, TemplateResponse) and answer.context_data is not None:
            answer.context_data["correction"] = next(iter(latest_corrections(claim=claim.pk)), None)
        return answer

    def correction_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Correct who says the claim, whether they deny it, and its words; or let the machine's reading stand again."""
        return self.act(
            request,
            object_id,
            lambda claim: self.correct(request, claim),
            back=f"{self.address(request, object_id)}#passage-heading",
            gone="A newer version of the article has other claims.",
        )

    def correct(self, request: HttpRequest, claim: Claim) -> str:
        """Correct the claim, or take the correction back; returns a sentence on it."""
        by, now = signed_in(request), timezone.now()
        if "back" in request.POST:
            correcting.take_back(claim_id=claim.pk, by=by, now=now)
            return "The machine's reading stands again; the claim is compared anew."
        correcting.correct_claim(
            claim_id=claim.pk,
            claimant=request.POST.get("claimant", ""),
            polarity=request.POST.get("polarity", ""),
            words=request.POST.get("words", ""),
            by=by,
            now=now,
        )
        return "Corrected, and kept beside the machine's reading. The claim is compared anew."

    def links_view(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        """Search for a claim of another source, and link this one with it."""
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        if request.method == "POST":
            return self.link(request, claim)
        query = request.GET.get("q", "").replace("\0", "")[:QUERY_CHARACTERS].strip()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Add a link",
            "preserved_filters": self.get_preserved_filters(request),
            "claim": claim,
            "query": query,
            "found": self.matches(claim, query) if query else [],
        }
        return TemplateResponse(request, "claims/admin/links.html", context)

    def matches(self, claim: Claim, query: str) -> list[Claim]:
        """Claims of other sources with these words, those not linked yet, of the nearest days first."""
        words = SearchQuery(query, config="english", search_type="websearch")
        linked = CrossReference.objects.touching([claim.pk]).values_list("left", "right")
        others = {side for pair in linked for side in pair} | {claim.pk}
        rows = Claim.objects.current().filter(search=words).exclude(source=claim.source_id).order_by()
        found = [one for one in rows.with_evidence()[:MOST_MATCHES] if one.pk not in others]

        def days(one: Claim) -> float:
            if one.published_at is None or claim.published_at is None:
                return float("inf")
            return abs((one.published_at - claim.published_at).total_seconds())

        return sorted(found, key=lambda one: (days(one), one.pk))[:SHOWN]

    def link(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        other = key_of(request.POST.get("other", ""))
        try:
            if other is None:
                raise review.ReviewError("Choose the other claim.")
            made = linking.make_link(
                claim_id=claim.pk,
                other_id=other,
                relation=request.POST.get("relation", ""),
                by=signed_in(request),
                now=timezone.now(),
            )
        except Claim.DoesNotExist:
            self.message_user(request, "There is no such claim any more.", messages.WARNING)
        except (review.ReviewError, OperationalError) as error:
            self.tell_refusal(request, error)
        else:
            words = shortened(made.left.text if made.right_id == claim.pk else made.right.text, 60)
            self.message_user(request, f"Linked with “{words}”. It holds when claims are compared again.")
            return redirect(f"{self.address(request, claim.pk)}#cross-reference-{made.pk}")
        back = add_preserved_filters(
            {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts},
            reverse("admin:claims_claim_links", args=[claim.pk]),
        )
        return redirect(back)
