"""Idempotency-Key: a POST that is sent again, because its answer was lost, gets the answer of the first.

The answer is stored in the transaction of the effect: either both are there or neither. Only what succeeded is kept; a
request that was refused has changed nothing and is looked at anew.
"""

import hashlib
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from factcheck.accounts import signed_in
from factcheck.api.exceptions import KeyInUse, KeyReused
from factcheck.api.models import KeptAnswer
from factcheck.api.parsers import decoded
from factcheck.conflicts import again_on_conflict

KEPT_FOR = timedelta(hours=48)
MOST_CHARACTERS = 255
HEADERS = ("Content-Type", "Location", "ETag")
REPLAYED = "Idempotent-Replayed"


class IdempotentPosts:
    """Mixin of views: whatever they do on POST is done once for a key of a client."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # of APIView
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        if key is None or not hasattr(self, "post"):
            return
        if not 1 <= len(key) <= MOST_CHARACTERS:
            raise ParseError(f"An Idempotency-Key has 1 to {MOST_CHARACTERS} characters.")
        act: Callable[..., HttpResponse] = getattr(self, "post")  # noqa: B009 - set by the router, unknown to types

        def post(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            def render() -> HttpResponse:
                answer = self.finalize_response(request, act(request, *args, **kwargs))  # type: ignore[attr-defined]
                return answer.render() if hasattr(answer, "render") else answer  # type: ignore[no-any-return]

            return answer_once(render, client=signed_in(request), key=key, request_sha256=fingerprint(request))

        setattr(self, "post", post)  # noqa: B010


@again_on_conflict
@transaction.atomic
def answer_once(act: Callable[[], HttpResponse], *, client: User, key: str, request_sha256: str) -> HttpResponse:
    """What `act` answers, or what it answered when the client sent this key before.

    Raises KeyInUse while another request with the key is under way, and KeyReused when the key stands for another
    request.
    """
    key_sha256 = hashlib.sha256(key.encode("latin-1", "replace")).hexdigest()
    lock(client, key_sha256)
    kept = KeptAnswer.objects.filter(client=client, key_sha256=key_sha256).first()
    if kept:
        if kept.request_sha256 != request_sha256:
            raise KeyReused
        headers = {**kept.headers, REPLAYED: "true"}
        return HttpResponse(zlib.decompress(kept.body), status=kept.status, headers=headers)
    answer = act()
    if 200 <= answer.status_code < 300:
        KeptAnswer.objects.create(
            client=client,
            key_sha256=key_sha256,
            request_sha256=request_sha256,
            status=answer.status_code,
            headers={name: answer[name] for name in HEADERS if answer.has_header(name)},
            body=zlib.compress(answer.content, level=1),
        )
    return answer


def lock(client: User, key_sha256: str) -> None:
    """Hold the key until the transaction ends, also where its process dies; KeyInUse when somebody else holds it."""
    drawn = hashlib.sha256(f"{client.pk} {key_sha256}".encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(drawn, signed=True)])
        (held,) = cursor.fetchone()
    if not held:
        raise KeyInUse


def fingerprint(request: Request) -> str:
    """SHA-256 in hex over what is asked for: address and body. Preconditions may differ when it is sent again."""
    body = decoded(request._request.body, request.headers.get("Content-Encoding", ""))
    return hashlib.sha256(b"\0".join([request.get_full_path().encode(), body])).hexdigest()


def delete_expired(*, now: datetime) -> int:
    """Forget the answers that are older than KEPT_FOR; returns how many."""
    count, _ = KeptAnswer.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return count
