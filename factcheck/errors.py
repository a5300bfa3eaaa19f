"""Error answers outside of views: a problem document below /api/, a page elsewhere."""

import logging
import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from factcheck.api import problems
from factcheck.conflicts import is_conflict

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_api(request):
        return problems.response(400, "The request can't be understood, or names a host that is not served here.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_api(request):
        return problems.response(403, "You may not do this.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.is_api(request):
        return problems.response(404, problems.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if problems.is_api(request):
        return problems.response(500, problems.DEFECT)
    return defaults.server_error(request)


@csrf_exempt  # it changes nothing, and a client without cookies should read 404, not a page about cookies
def unknown_api_address(request: HttpRequest) -> HttpResponse:
    """The last address below /api/.

    It also keeps Django from redirecting an address without its last slash: a redirected POST arrives as a GET
    and would look like success.
    """
    hint = "" if request.path.endswith("/") else " Every address ends in a slash."
    return problems.response(404, f"There is nothing at this address.{hint} /api/v1/docs/ lists what there is.")


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address with a NUL is a bad request, because PostgreSQL has no such character to look for.

    The API's own filters name the parameter that holds it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not problems.is_api(request) and ("\0" in request.path or "%00" in request.META.get("QUERY_STRING", "")):
            raise BadRequest("The address holds a NUL character.")
        return get_response(request)

    return answer


MAX_VALUE_CHARACTERS = 1000
# Parts of a date by which Django's lists can be asked: it makes a date of the number without looking at it first.
DATE_PART = re.compile(r"__(iso_)?(year|month|day|week|week_day|quarter|hour|minute|second)(__(exact|gte?|lte?))?\Z")


def refuse_bad_lookups(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a bad request instead of a failure where the lists of Django's admin trust an address or a form."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/"):
            for name, values in request.GET.lists():
                if any(len(value) > MAX_VALUE_CHARACTERS for value in (name, *values)):
                    raise BadRequest(f"A part of the address has more than {MAX_VALUE_CHARACTERS:,} characters.")
                if DATE_PART.search(name) and not all(re.fullmatch("[1-9][0-9]{0,3}", value) for value in values):
                    raise BadRequest("A part of a date is a number.")
            chosen = request.POST.getlist("_selected_action") if request.method == "POST" else []
            if not all(re.fullmatch("[0-9]{1,18}", value) for value in chosen):
                raise BadRequest("The rows that were chosen are none of this list.")
        return get_response(request)

    return answer


class AnswerConflicts:
    """Middleware: a page that says so, and no failure, where others hold what a page would change, after all tries.

    Below /api/ REST framework's handler answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_conflict(error):
            return None
        logger.warning("A page lost a conflict over a lock: %s %s", request.method, request.path, exc_info=error)
        return render(request, "409.html", status=409)
