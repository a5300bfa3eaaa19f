"""Lists are paged by a cursor on a unique key: pages stay right while rows are added."""

from rest_framework.pagination import CursorPagination


class KeyCursorPagination(CursorPagination):
    """Newest first; `page_size` up to 200."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 200
