"""The page of numbers: verdicts a day, agreement, suggestions followed, calibration, time a decision."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from claims.admin.drawing import calibration_drawing, days_drawing
from claims.models import Claim
from claims.numbers import may_see_all, numbers_of
from factcheck.accounts import signed_in
from factcheck.admin.lists import key_of
from sources.models import Dossier

MOST_CHOICES = 500


def numbers_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The numbers that concern this person; PermissionDenied for who sees no verdicts."""
    viewer = signed_in(request)
    if not viewer.has_perm("claims.view_verdict"):
        raise PermissionDenied
    reviewer, dossier = (key_of(request.GET.get(name, "")) for name in ("reviewer", "dossier"))
    numbers = numbers_of(viewer=viewer, now=timezone.now(), reviewer=reviewer, dossier=dossier)
    everyone = may_see_all(viewer)
    return TemplateResponse(
        request,
        "claims/admin/numbers.html",
        {
            **context,
            "opts": Claim._meta,
            "title": "Numbers",
            "numbers": numbers,
            "days": days_drawing(numbers.days),
            "plot": calibration_drawing(numbers.calibration),
            "reviewer": reviewer,
            "dossier": dossier,
            "everyone": everyone,
            "reviewers": User.objects.filter(verdicts__isnull=False).distinct().order_by("username")[:MOST_CHOICES]
            if everyone
            else [],
            "dossiers": Dossier.objects.order_by("-created_at", "-pk")[:MOST_CHOICES],
        },
    )
