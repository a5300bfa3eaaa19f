"""ETags: what a representation is, and conditional requests (RFC 9110, section 13)."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from factcheck.api.exceptions import PreconditionFailed
from factcheck.api.problems import is_api, response

HASH_CHARACTERS = 32
MOST_CHARACTERS = 1000  # of If-Match and If-None-Match, which may list several
ETAG_SCHEMA = {"type": "string", "maxLength": MOST_CHARACTERS}


def content_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HASH_CHARACTERS]


def tags_of(header: str) -> list[str]:
    """The tags of an If-Match or If-None-Match header, without quotes and marks of weakness; ["*"] for any."""
    # A proxy that compresses an answer marks its ETag as weak; it still names the same representation.
    return [tag.removeprefix("W/").strip('"') for tag in parse_etags(header[:MOST_CHARACTERS])]


def check_if_match(request: Request, present: Callable[[], Any]) -> None:
    """Raises PreconditionFailed when If-Match names other states of a resource than the present one.

    `present` gives its representation as it is read now, within a transaction in which it stays so.
    """
    wanted = tags_of(request.headers.get("If-Match", ""))
    if wanted and "*" not in wanted and content_hash(JSONRenderer().render(present())) not in wanted:
        raise PreconditionFailed


class TagRepresentations:
    """Middleware: JSON and XML answers below /api/ have an ETag made of their content; 304 answers who has it already.

    An ETag that the view has set, which tells what a decision rests on, stays in front of the hash. An answer's
    `varying` bytes, such as the time until which a list is complete, make no other representation; such a tag is weak.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reading = request.method in {"GET", "HEAD"}
        wanted = request.headers.get("If-None-Match", "")
        if is_api(request) and len(wanted) > MOST_CHARACTERS:
            return response(400, f"If-None-Match may have {MOST_CHARACTERS:,} characters at most.")
        answer = self.get_response(request)
        shown = reading or request.method == "PATCH"  # which answers with what a reading would
        if not (is_api(request) and (shown or answer.has_header("ETag")) and 200 <= answer.status_code < 300):
            return answer
        if answer.streaming or not re.search("json|xml", answer.get("Content-Type", "")):
            return answer
        varying = getattr(answer, "varying", b"")
        found = content_hash(answer.content.replace(varying, b"", 1) if varying else answer.content)
        mark = "W/" if varying else ""
        basis = re.sub(r'^"|"$', "", answer.get("ETag", ""))
        answer["ETag"] = f'{mark}"{basis}.{found}"' if basis else f'{mark}"{found}"'
        patch_cache_control(answer, private=True, no_cache=True)
        asked = tags_of(wanted) if reading else []
        if "*" in asked or answer["ETag"].removeprefix("W/").strip('"') in asked:
            kept = {name: answer[name] for name in ("ETag", "Cache-Control", "Vary") if answer.has_header(name)}
            return HttpResponseNotModified(headers=kept)
        return answer
