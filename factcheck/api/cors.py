"""Pages of other origins that may use the API with a token, by the setting CORS_ORIGINS (Fetch standard, CORS)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from factcheck.api.problems import is_api
from factcheck.request_ids import HEADER

METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS"
TAKEN = f"Authorization, Content-Type, Content-Encoding, If-Match, If-None-Match, Idempotency-Key, Prefer, {HEADER}"
SHOWN = f"ETag, Location, Retry-After, RateLimit, RateLimit-Policy, Idempotent-Replayed, Preference-Applied, {HEADER}"
SECONDS = 600  # that a browser may remember what it was allowed


class AllowOrigins:
    """Middleware. Never with cookies: a page of another origin acts by a token or not at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.CORS_ORIGINS or not is_api(request):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = origin in settings.CORS_ORIGINS
        if allowed and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            answer = HttpResponse(status=204)
            answer["Access-Control-Allow-Methods"] = METHODS
            answer["Access-Control-Allow-Headers"] = TAKEN
            answer["Access-Control-Max-Age"] = str(SECONDS)
        else:
            answer = self.get_response(request)
        if allowed:
            answer["Access-Control-Allow-Origin"] = origin
            answer["Access-Control-Expose-Headers"] = SHOWN
        patch_vary_headers(answer, ["Origin"])
        return answer
