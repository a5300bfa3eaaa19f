"""Lists are paged by a cursor on a unique key: pages stay right while rows are added."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from factcheck.api.exceptions import InvalidParameters
from factcheck.api.watermark import watermark

MAX_CURSOR_CHARACTERS = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_CURSOR = "This is no cursor of this list with these filters. Follow the addresses in next and previous as they are."
MAX_ADDRESS_CHARACTERS = 8_000  # the web server takes shorter ones


class KeyCursorPagination(CursorPagination):
    """Newest first; `page_size` up to 200.

    A page begins behind the key of a row, so that no row is left out or repeated while others come. A cursor is that
    key, signed together with the list and the filters it was made for. One that a client altered, or carried over to
    another list or other filters, would return a page of something else: it is refused.
    """

    request: Request  # set, as base_url is, when a page is asked for
    base_url: str
    complete_until: str | None = None
    ordering = "-id"
    ordering_query_param = "ordering"
    key = "id"
    following: Any = None  # the rows that the next and the previous page begin behind
    preceding: Any = None
    page_size_query_param = "page_size"
    page_size_query_description = "How many results a page has at most."
    cursor_query_description = "Where the page begins: from `next` or `previous`, for this list and these filters."
    max_page_size = 200

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return int(self.page_size or 0)
        if not re.fullmatch(r"[0-9]{1,3}", asked) or not 1 <= int(asked) <= self.max_page_size:
            raise InvalidParameters({"page_size": [f"This is a whole number from 1 to {self.max_page_size}."]})
        return int(asked)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self.request, self.base_url = request, request.build_absolute_uri()
        # A client keeps that of its first page: what changed while it read the others is asked for again.
        if shows_changes(view) and self.cursor_query_param not in request.query_params:
            self.complete_until = watermark().isoformat()
        size = self.get_page_size(request)
        self.key, falling = self.get_order(request, view)
        place, backwards = self.place_in(request)
        down = falling != backwards
        rows = queryset.order_by(*(f"{'-' if down else ''}{column}" for column in self.columns))
        if place:
            rows = rows.filter(behind(self.columns, place, down=down))
        found = list(rows[: size + 1])
        page, more = found[:size], len(found) > size
        if backwards:
            page.reverse()
        self.following = page[-1] if page and (more or backwards) else None
        self.preceding = page[0] if page and (more if backwards else place) else None
        return page

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.cursor_query_param, self.page_size_query_param, self.ordering_query_param)

    @property
    def columns(self) -> tuple[str, ...]:
        return ("id",) if self.key == "id" else (self.key, "id")

    def get_order(self, request: Request, view: Any) -> tuple[str, bool]:
        """The column that the list goes by, and whether the largest comes first."""
        asked = request.query_params.get(self.ordering_query_param, self.ordering)
        if asked not in orders(view):
            raise InvalidParameters({self.ordering_query_param: [f"This is one of {', '.join(orders(view))}."]})
        return asked.removeprefix("-"), asked.startswith("-")

    def place_in(self, request: Request) -> tuple[tuple[Any, ...], bool]:
        """The key of the row behind which the page begins, and whether it lies before that row; (), False at first."""
        given = request.query_params.get(self.cursor_query_param)
        if given is None:
            return (), False
        found = re.fullmatch(r"([np])(?:([0-9]{1,18})\.)?([0-9]{1,19})", given.partition(":")[0])
        signed = len(given) <= MAX_CURSOR_CHARACTERS and self.is_signed(given, request)
        if not found or not signed or (found[2] is None) != (self.key == "id"):
            raise InvalidParameters({"cursor": [NO_CURSOR]})
        row_id = int(found[3])
        moment = EPOCH + timedelta(microseconds=int(found[2])) if found[2] else None
        return ((moment, row_id) if moment else (row_id,)), found[1] == "p"

    def get_next_link(self) -> str | None:
        return self.link("n", self.following)

    def get_previous_link(self) -> str | None:
        return self.link("p", self.preceding)

    def link(self, way: str, row: Any) -> str | None:
        """The address of the page behind (n) or before (p) a row; None without one."""
        if row is None:
            return None
        moment = f"{(getattr(row, self.key) - EPOCH) // timedelta(microseconds=1)}." if self.key != "id" else ""
        place = f"{way}{moment}{row.pk}"
        signed = f"{place}:{Signer(salt=self.scope(self.request)).signature(place)}"
        return str(replace_query_param(self.base_url, self.cursor_query_param, signed))

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
        if self.ordering_query_param and len(orders(view)) > 1:
            parameters.append(
                {
                    "name": self.ordering_query_param,
                    "in": "query",
                    "required": False,
                    "description": "What the list goes by; with a hyphen the largest first.",
                    "schema": {"type": "string", "enum": orders(view), "default": self.ordering},
                }
            )
        return parameters


def orders(view: Any) -> list[str]:
    """What a list can go by: the newest or the oldest first, and where clients ask for changes by the last change."""
    return ["-id", "id", *(["updated_at", "-updated_at"] if shows_changes(view) else [])]


def behind(columns: Sequence[str], place: Sequence[Any], *, down: bool) -> Q:
    """The rows that come after the one with this key."""
    way = "lt" if down else "gt"
    if len(columns) == 1:
        return Q(**{f"{columns[0]}__{way}": place[0]})
    first, last = columns
    return Q(**{f"{first}__{way}e": place[0]}) & (  # what the index on both is entered by
        Q(**{f"{first}__{way}": place[0]}) | Q(**{first: place[0], f"{last}__{way}": place[1]})
    )


def shows_changes(view: Any) -> bool:
    """Whether a client can ask this list for what was changed since."""
    filterset = getattr(view, "filterset_class", None)
    return filterset is not None and "updated_after" in filterset.base_filters
