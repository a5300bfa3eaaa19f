"""Whatever page of the desk is opened: verdicts that can be undone no more are sealed, the others are shown on it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims import pending
from factcheck.admin.lists import key_of

NO_PAGES = ("jsi18n", "autocomplete")


class SealWaiting:
    """Gives requests for pages of the desk `waiting_verdicts`: what the reviewer may still undo."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: dict[str, Any]) -> None:
        place = request.resolver_match
        if place is None or request.method != "GET" or "admin" not in place.app_names or place.url_name in NO_PAGES:
            return
        if isinstance(request.user, User) and request.user.has_perm("claims.review_claim"):
            claim = kwargs.get("object_id") if place.url_name == "claims_claim_change" else None
            waiting = pending.open_page(by=request.user, claim_id=key_of(claim), now=timezone.now())
            setattr(request, "waiting_verdicts", waiting)  # noqa: B010 - a request has no such field
