"""Lists are paged by a cursor on a unique key: pages stay right while rows are added."""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.signing import BadSignature, Signer
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from factcheck.api.exceptions import InvalidParameters
from factcheck.api.watermark import watermark

MAX_CURSOR_CHARACTERS = 200
MAX_ADDRESS_CHARACTERS = 8_000  # the web server takes shorter ones


class KeyCursorPagination(CursorPagination):
    """Newest first; `page_size` up to 200.

    A cursor is the key of a row, signed together with the list and the filters it was made for. One that a client
    altered, or carried over to another list or other filters, would return a page of something else: it is refused.
    """

    request: Request  # set, as base_url is, when a page is asked for
    base_url: str
    complete_until: str | None = None
    ordering = "-id"
    page_size_query_param = "page_size"
    page_size_query_description = "How many results a page has at most."
    cursor_query_description = "Where the page begins: from `next` or `previous`, for this list and these filters."
    max_page_size = 200

    def get_page_size(self, request: Request) -> int | None:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not re.fullmatch(r"[0-9]{1,3}", asked) or not 1 <= int(asked) <= self.max_page_size:
            raise InvalidParameters({"page_size": [f"This is a whole number from 1 to {self.max_page_size}."]})
        return int(asked)

    def decode_cursor(self, request: Request) -> Cursor | None:
        given = request.query_params.get(self.cursor_query_param)
        if given is None:
            return None
        position = given.partition(":")[0]
        found = re.fullmatch(r"([np])([0-9]{0,19})(?:\.([0-9]{1,4}))?", position)
        if not found or len(given) > MAX_CURSOR_CHARACTERS or not self.is_signed(given, request):
            raise InvalidParameters(
                {
                    "cursor": [
                        "This is no cursor of this list with these filters. "
                        "Follow the addresses in next and previous as they are."
                    ]
                }
            )
        # REST framework compares positions as text; its stubs have them as numbers.
        return Cursor(offset=int(found[3] or 0), reverse=found[1] == "p", position=found[2] or None)  # type: ignore[arg-type]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        # A client keeps that of its first page: what changed while it read the others is asked for again.
        if shows_changes(view) and self.cursor_query_param not in request.query_params:
            self.complete_until = watermark().isoformat()
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        following = self.get_next_link()
        cursor = parse_qs(urlsplit(following).query)[self.cursor_query_param][0] if following else None
        previous = self.get_previous_link()
        page = {"next": following, "next_cursor": cursor, "previous": previous, "results": data}
        if self.complete_until is None:
            return Response(page)
        answer = Response({**page, "watermark": self.complete_until})
        answer.varying = self.complete_until.encode()  # type: ignore[attr-defined]  # factcheck.api.etags
        return answer

    def encode_cursor(self, cursor: Cursor) -> str:
        position = f"{'p' if cursor.reverse else 'n'}{cursor.position or ''}"
        if cursor.offset:
            position += f".{cursor.offset}"
        signed = f"{position}:{Signer(salt=self.scope(self.request)).signature(position)}"
        return replace_query_param(self.base_url, self.cursor_query_param, signed)

    def is_signed(self, cursor: str, request: Request) -> bool:
        try:
            Signer(salt=self.scope(request)).unsign(cursor)
        except BadSignature:
            return False
        return True

    def scope(self, request: Request) -> str:
        """The list and its filters, which a cursor is bound to; the size of a page may change on the way."""
        own = {self.cursor_query_param, self.page_size_query_param}
        filters = sorted((name, values) for name, values in request.query_params.lists() if name not in own)
        return f"cursor of {request.path}?{urlencode(filters, doseq=True)}"

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri", "maxLength": MAX_ADDRESS_CHARACTERS}
        return {
            "type": "object",
            "required": ["next", "next_cursor", "previous", "results"],
            "properties": {
                "next": address | {"description": "the next page; null on the last"},
                "next_cursor": {
                    "type": ["string", "null"],
                    "maxLength": MAX_CURSOR_CHARACTERS,
                    "description": "`cursor` of the next page, for this list and these filters",
                },
                "previous": address | {"description": "the page before; null on the first"},
                "results": schema | {"maxItems": self.max_page_size},
                "watermark": {
                    "type": "string",
                    "format": "date-time",
                    "description": "on the first page of lists with `updated_after`: the value to send for it next",
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
            if parameter["name"] == self.cursor_query_param:
                parameter["schema"] |= {"maxLength": MAX_CURSOR_CHARACTERS}
        return parameters


def shows_changes(view: Any) -> bool:
    """Whether a client can ask this list for what was changed since."""
    filterset = getattr(view, "filterset_class", None)
    return filterset is not None and "updated_after" in filterset.base_filters
