"""What all actions on the page of a claim share: finding the claim, who may act, the way back, a refusal in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims import review
from claims.models import Claim
from factcheck.admin.lists import ListAdmin
from factcheck.conflicts import HELD, is_conflict


class ClaimPages(ListAdmin):
    """The base of what ClaimAdmin is put together from."""

    def has_review_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm("claims.review_claim")

    def find(self, request: HttpRequest, object_id: Any) -> Claim | None:
        claims = Claim.objects.select_related("source", "article", "suggestion").defer(
            "search", "article__fingerprints"
        )
        try:
            return claims.filter(pk=int(object_id)).first()
        except ValueError:
            return None

    def for_review(self, request: HttpRequest, object_id: int) -> Claim | None:
        """The claim of a posted decision; PermissionDenied for who may not review."""
        if not self.has_review_permission(request):
            raise PermissionDenied
        return self.find(request, object_id)

    def act(
        self,
        request: HttpRequest,
        object_id: int,
        do: Callable[[Claim], str],
        *,
        back: str,
        missing: type[ObjectDoesNotExist] = Claim.DoesNotExist,
        gone: str = "",
    ) -> HttpResponse:
        """Do what was posted on a claim, and go `back` with what came of it: what `do` says, or why it was refused.

        Where `do` raises `missing`, the sentence is `gone`, or that there is no such claim.
        """
        if request.method != "POST":
            return redirect(back)
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        try:
            if done := do(claim):
                self.message_user(request, done, messages.SUCCESS)
        except missing:
            if not gone:
                return self.not_there(request, object_id)
            self.message_user(request, gone, messages.WARNING)
        except (review.ReviewError, OperationalError) as error:
            self.tell_refusal(request, error)
        return redirect(back)

    def tell_refusal(self, request: HttpRequest, error: review.ReviewError | OperationalError) -> None:
        """Say on the page why a decision was not taken; other errors of the database are raised again."""
        if isinstance(error, review.ReviewError):
            self.message_user(request, str(error), messages.ERROR)
        elif is_conflict(error):
            self.message_user(request, HELD, messages.WARNING)
        else:
            raise error

    def address(self, request: HttpRequest, claim_id: int) -> str:
        """The page of a claim, in the view that the request comes from."""
        url = reverse("admin:claims_claim_change", args=[claim_id])
        return add_preserved_filters({"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}, url)
