"""What is answered when no view answers: a problem document below /api/, a page elsewhere."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from factcheck.api import problems


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
