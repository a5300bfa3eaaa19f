"""What reviewers tell each other on the page of a claim: who has it, and that a verdict is undone."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from claims import comments, holding, pending, review, saved_views, second_reviews
from claims.admin.pages import ClaimPages
from claims.admin.stream import FILTERS
from claims.models import Claim
from factcheck.accounts import signed_in
from factcheck.admin.lists import key_of


class Sharing(ClaimPages):
    """The part of ClaimAdmin that concerns colleagues."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/undo/", view(self.undo_view), name="claims_claim_undo"),
            path("<int:object_id>/hold/", view(self.hold_view), name="claims_claim_hold"),
            path("<int:object_id>/second-review/", view(self.second_view), name="claims_claim_second"),
            path("<int:object_id>/comment/", view(self.comment_view), name="claims_claim_comment"),
            path("views/", view(self.views_view), name="claims_claim_views"),
            *super().get_urls(),
        ]

    def undo_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take back a decision that is not sealed yet, and show its claim with what was typed."""
        if request.method == "POST":
            self.for_review(request, object_id)
            try:
                undone = pending.undo(pending_id=key_of(request.POST.get("pending", "")) or 0, by=signed_in(request))
                self.message_user(request, "It is undone. What you typed is below.", messages.SUCCESS)
                object_id = undone.claim_id
            except (review.ReviewError, OperationalError) as error:
                self.tell_refusal(request, error)
        return redirect(self.address(request, object_id))

    def hold_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take the claim (`take`, or `over` from a colleague), hand it over (`hand`), or let it go (`release`)."""
        back = self.address(request, object_id)
        if "_list" in request.POST:
            back = f"{reverse('admin:claims_claim_changelist')}?{request.GET.get(FILTERS, '')}"
        return self.act(request, object_id, lambda claim: self.hold(request, claim), back=back)

    def hold(self, request: HttpRequest, claim: Claim) -> str:
        """Do what was asked; returns a sentence on it."""
        by, now, what = signed_in(request), timezone.now(), request.POST.get("hold", "")
        if what in ("take", "over"):
            taken = holding.take(claim_id=claim.pk, by=by, now=now, over=what == "over")
            return f"You have this open, until {taken.until:%-d %b %Y, %H:%M} UTC. Colleagues see so."
        if what == "release":
            return "It is free again." if holding.let_go(claim_id=claim.pk, by=by) else "It was free already."
        to = User.objects.filter(pk=key_of(request.POST.get("to", "")) or 0, is_active=True).first()
        if what != "hand" or to is None:
            raise review.ReviewError("Choose a colleague to hand it over to.")
        note = request.POST.get("note", "").replace("\0", "")
        given = holding.hand_over(claim_id=claim.pk, to=to, by=by, note=note, now=now)
        return f"It is handed over to {to.get_username()}, until {given.until:%-d %b %Y}."

    def second_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask for a second review of the claim's verdict (`ask`), or send it back to who gave it (`back`)."""
        return self.act(
            request, object_id, lambda claim: self.second(request, claim), back=self.address(request, object_id)
        )

    def second(self, request: HttpRequest, claim: Claim) -> str:
        """Do what was asked; returns a sentence on it."""
        by, now = signed_in(request), timezone.now()
        if request.POST.get("second") == "back":
            reason = request.POST.get("reason", "").replace("\0", "")
            sent = second_reviews.send_back(claim_id=claim.pk, reason=reason, by=by, now=now)
            return f"It is sent back to {sent.first.reviewer.get_username()}."
        second_reviews.ask(claim_id=claim.pk, by=by, now=now)
        return "A colleague is asked to decide on it too, without seeing the verdict."

    def comment_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Say something to colleagues on the claim."""

        def say(claim: Claim) -> str:
            text = request.POST.get("text", "").replace("\0", "")
            comments.say(claim_id=claim.pk, text=text, by=signed_in(request), now=timezone.now())
            return ""  # the comment itself shows

        return self.act(request, object_id, say, back=f"{self.address(request, object_id)}#comments")

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """Keep the view of the list that was looked at (`query`) under a name, or remove one (`remove`)."""
        if not self.has_review_permission(request):
            raise PermissionDenied
        query = request.POST.get("query", "")
        if request.method == "POST" and "remove" in request.POST:
            saved_views.remove(view_id=key_of(request.POST["remove"]) or 0, by=signed_in(request))
        elif request.method == "POST":
            try:
                kept = saved_views.save(
                    name=request.POST.get("name", "").replace("\0", ""),
                    query=query,
                    shared="shared" in request.POST,
                    by=signed_in(request),
                )
                self.message_user(request, f"This view is kept as “{kept.name}”.", messages.SUCCESS)
            except (review.ReviewError, OperationalError) as error:
                self.tell_refusal(request, error)
        return redirect(f"{reverse('admin:claims_claim_changelist')}?{QueryDict(query).urlencode()}")
