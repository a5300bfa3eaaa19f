"""The page of a claim with its statement, and what a reviewer does there: verdicts, judgements, other statements."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from claims import asking, comments, holding, pending, placing, review, second_reviews, seen, setting_aside
from claims.admin.claim_page import read_page
from claims.admin.fellows import fellows_of
from claims.admin.pages import ClaimPages
from claims.admin.passage import visible
from claims.admin.stream import place, view_of
from claims.admin.verdict_form import VerdictForm, covered
from claims.models import Claim, CrossReference
from claims.record_models import Judgement, SetAside
from claims.team_models import PendingVerdict
from factcheck.accounts import signed_in
from factcheck.admin.lists import key_of
from factcheck.conflicts import HELD, is_conflict
from factcheck.shortening import shortened

HEADING_CHARACTERS = 240
SKIPPED = "skipped claims"  # of the session
MOST_SKIPPED = 500


class Deciding(ClaimPages):
    """The part of ClaimAdmin that shows one claim and takes decisions on it."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/verdict/", view(self.verdict_view), name="claims_claim_verdict"),
            path("<int:object_id>/set-aside/", view(self.aside_view), name="claims_claim_aside"),
            path("<int:object_id>/skip/", view(self.skip_view), name="claims_claim_skip"),
            path("<int:object_id>/statement/", view(self.statement_view), name="claims_claim_statement"),
            path(
                "<int:object_id>/cross-references/<int:reference_id>/judgement/",
                view(self.judgement_view),
                name="claims_claim_judgement",
            ),
            *super().get_urls(),
        ]

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
        fellows = fellows_of(claim)
        reviews = asking.concerning(claim, fellows.keys)
        hidden = {one.claim_id for one in reviews if one.blind_for(request.user.pk)}
        blind = claim.pk in hidden
        fellows = fellows.without(hidden)
        # Before the page is read: what comes in between is new to who decides on it.
        versions = seen.versions([claim, *(one.claim for one in fellows.shown)])
        before = pending.concerning(claim, by=signed_in(request)) if can_review else None
        waits = before if before and before.due_at else None
        if form is None and can_review:
            typed = typed_before(before) if before and not waits else {}
            form = VerdictForm(initial={**typed, "expected_version": versions[claim.pk]})
        ticked = before.covered if before else None
        others = [] if blind else [one for one in fellows.shown if not one.hidden]
        covers = covered(others, versions, form, anew=bool(conflict), ticked=ticked) if can_review else []
        view, page = view_of(cast(ModelAdmin, self), request, claim), read_page(claim)
        held = holding.standing({claim.pk, *fellows.keys}, now=timezone.now())
        if claim.pk in held and can_review:
            holding.renew(held[claim.pk], by=signed_in(request), now=timezone.now())
        said = comments.on({claim.pk, *fellows.keys})
        if said and can_review:
            comments.read(said, by=signed_in(request), now=timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Claim {claim.pk}",
            "heading": shortened(claim.text, HEADING_CHARACTERS),
            "preserved_filters": self.get_preserved_filters(request),
            "page": replace(page, verdicts=[]) if blind else page,
            "blind": blind,
            "second": next((one for one in reviews if one.claim_id == claim.pk and not one.closed_at), None),
            "second_before": [one for one in reviews if one.closed_at and one.answered_at],
            "fellows": fellows,
            "covers": covers,
            "stream": place(view, claim, fellows=fellows.keys, skipped=skipped(request)),
            "suggestion": getattr(claim, "suggestion", None),
            "can_review": can_review,
            "reasons_aside": [one for one in SetAside.Reason.choices if one[0] != SetAside.Reason.TAKEN_BACK],
            "form": form,
            "held": sorted(held.values(), key=lambda one: one.pk != claim.pk)[:1],
            "colleagues": holding.colleagues(signed_in(request)) if can_review else (),
            "comments": said,
            "before": before,
            "waits": waits,
            "waits_for_me": bool(waits and waits.reviewer_id == request.user.pk),
            "conflict": conflict,
        }
        return TemplateResponse(request, "claims/admin/claim.html", context, status=status)

    def verdict_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if request.method != "POST":
            return redirect(self.address(request, object_id))
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            return self.show(request, claim, form=form, status=422)
        following = self.following(request, claim) if "_next" in request.POST else None
        try:
            done = self.record(request, claim, form)
        except Claim.DoesNotExist:
            return self.not_there(request, object_id)
        except review.VersionConflict as error:
            where = "" if error.claim.pk == claim.pk else f"The claim of {error.claim.source.name}: "
            return self.show_conflict(request, object_id, f"{where}{error}")
        except OperationalError as error:
            if not is_conflict(error):
                raise
            return self.show_conflict(request, object_id, HELD)
        except review.ReviewError as error:
            form.add_error(None, str(error))
            return self.show(request, claim, form=form, status=422)
        if not done:  # every page says so as long as it can be undone
            return redirect(self.address(request, following or claim.pk))
        return self.after(request, claim, following, done)

    def record(self, request: HttpRequest, claim: Claim, form: VerdictForm) -> str:
        """Hand the decision on; returns a sentence on it, empty where it can still be undone."""
        decision: dict[str, Any] = {**form.decision(claim), "by": signed_in(request), "now": timezone.now()}
        second = asking.open_reviews([claim.pk]).first()
        if second is not None and second.blind_for(request.user.pk):
            decision["read"] = decision["read"][claim.pk]
            if second_reviews.answer(claim_id=claim.pk, **decision):
                return "You decided as your colleague did. The second review is closed."
            return "You decided otherwise than your colleague. Both verdicts are shown now; a third reviewer decides."
        if pending.decide(claim_id=claim.pk, **decision) is not None:
            return ""
        count = f" on {len(decision['read'])} claims" if len(decision["read"]) > 1 else ""
        return f"Your verdict is recorded{count}: {decision['status'].capitalize()}."

    def following(self, request: HttpRequest, claim: Claim) -> int | None:
        """The claim that comes next in the view, before anything is recorded that changes the view."""
        view = view_of(cast(ModelAdmin, self), request, claim)
        fellows = fellows_of(claim).keys
        return place(view, claim, fellows=fellows, skipped=skipped(request)).following

    def after(self, request: HttpRequest, claim: Claim, following: int | None, done: str) -> HttpResponse:
        """On to the next claim, or back to this one, with a sentence on what was done."""
        tags = f"done-{claim.pk}"  # by which the page knows that what was typed may be forgotten
        if following is None:
            self.message_user(request, done, messages.SUCCESS, extra_tags=tags)
            return redirect(self.address(request, claim.pk))
        recorded = format_html(
            '{} <a href="{}">Back to “{}”</a>',
            done,
            self.address(request, claim.pk),
            visible(shortened(claim.text, 60)),
        )
        self.message_user(request, recorded, messages.SUCCESS, extra_tags=tags)
        return redirect(self.address(request, following))

    def skip_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """On to the next claim; this one comes again when the rest of the view is done."""
        if request.method != "POST":
            return redirect(self.address(request, object_id))
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        others = [pk for pk in skipped(request) if pk != claim.pk]
        request.session[SKIPPED] = [*others, claim.pk][-MOST_SKIPPED:]
        return redirect(self.address(request, self.following(request, claim) or claim.pk))

    def show_conflict(self, request: HttpRequest, object_id: int, conflict: str) -> HttpResponse:
        """The claim as it stands now, with what was typed; sending it again decides on the newer version."""
        claim = self.find(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        typed = request.POST.copy()
        typed["expected_version"] = seen.version(claim)
        return self.show(request, claim, form=VerdictForm(typed), conflict=conflict, status=409)

    def aside_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Set the claim aside, and those ticked with it, or take that back."""
        if request.method != "POST":
            return redirect(self.address(request, object_id))
        claim = self.for_review(request, object_id)
        if claim is None:
            return self.not_there(request, object_id)
        form, reason = VerdictForm(request.POST), request.POST.get("reason", "")
        form.is_valid()  # all of it is asked for a verdict, none of it here
        taken_back = reason == SetAside.Reason.TAKEN_BACK
        following = None if taken_back else self.following(request, claim)
        try:
            count = setting_aside.set_aside(
                claim_ids={claim.pk, *form.cleaned_data.get("covers", ())},
                reason=reason,
                note=request.POST.get("rationale", "").replace("\0", ""),
                by=signed_in(request),
                now=timezone.now(),
            )
        except Claim.DoesNotExist:
            return self.not_there(request, object_id)
        except (review.ReviewError, OperationalError) as error:
            self.tell_refusal(request, error)
            return redirect(self.address(request, object_id))
        what = f"{count} claims" if count > 1 else "The claim"
        verb = "are" if count > 1 else "is"
        done = (
            f"{what} {verb} back in the queue."
            if taken_back
            else f"{what} {verb} set aside: {SetAside.Reason(reason).label.lower()}."
        )
        return self.after(request, claim, following, done)

    def statement_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take a claim out of the statement of this one (`out`), or put one into it (`into`)."""
        return self.act(
            request,
            object_id,
            lambda claim: self.move(request, claim),
            back=f"{self.address(request, object_id)}#statement",
            gone="There is no such claim any more.",
        )

    def move(self, request: HttpRequest, claim: Claim) -> str:
        """Take a claim out of the statement of this one, or put one into it; returns a sentence on it."""
        out, into = (key_of(request.POST.get(name, "")) for name in ("out", "into"))
        by, now = signed_in(request), timezone.now()
        if out is not None:
            placing.take_out_of_statement(claim_id=out, by=by, now=now)
            return "It is out of this statement, and stays out when claims are compared again."
        if into is not None:
            placing.put_into_statement(claim_id=into, other_id=claim.pk, by=by, now=now)
            return "It is in this statement, and stays in it when claims are compared again."
        raise review.ReviewError("Name a claim by its number.")

    def judgement_view(self, request: HttpRequest, object_id: int, reference_id: int) -> HttpResponse:
        def judge(_: Claim) -> str:
            judgement = review.record_judgement(
                cross_reference_id=reference_id,
                answer=request.POST.get("answer", ""),
                by=signed_in(request),
                now=timezone.now(),
            )
            words: dict[str, str] = {
                Judgement.Answer.CONFIRMED: "You confirmed this link.",
                Judgement.Answer.REJECTED: "You rejected this link; it no longer counts.",
            }
            return words[judgement.answer]

        return self.act(
            request,
            object_id,
            judge,
            back=f"{self.address(request, object_id)}#cross-reference-{reference_id}",
            missing=CrossReference.DoesNotExist,
            gone="This cross-reference has been replaced meanwhile.",
        )


def typed_before(before: PendingVerdict) -> dict[str, Any]:
    """What was typed for a decision that came back, as the form shows it."""
    return {"status": before.status, "rationale": before.rationale, "evidence": "\n".join(before.evidence)}


def skipped(request: HttpRequest) -> list[int]:
    """The claims that this person skipped since logging in, the latest last."""
    return list(request.session.get(SKIPPED, ()))
