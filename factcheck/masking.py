"""Masking of passwords and keys in error pages and logs."""

import html
import logging
import re
from functools import cache
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

MASK = "********"
SHORTEST_SECRET = 6  # characters; replacing shorter ones would garble everything
# The password of an address: redis://:password@host, postgres://user:password@host.
PASSWORD_IN_ADDRESS = re.compile(r"(://[^\s:/@]{0,200}):[^\s/@]{1,500}@")


def masked(text: str) -> str:
    """The text without the passwords of the addresses in it, and without the values of this service's secrets."""
    text = PASSWORD_IN_ADDRESS.sub(rf"\1:{MASK}@", text)
    for secret in secrets():
        text = text.replace(secret, MASK)
    return text


def secrets() -> list[str]:
    """The secret values of this service, in the forms they take in addresses and pages; the longest first."""
    passwords = [database.get("PASSWORD") or "" for database in settings.DATABASES.values()]
    return written_forms(
        (
            settings.SECRET_KEY,
            *settings.SECRET_KEY_FALLBACKS,
            settings.RECORD_KEY,
            *settings.RECORD_KEY_FALLBACKS,
            *passwords,
            urlsplit(settings.REDIS_URL).password or "",
        )
    )


@cache
def written_forms(values: tuple[str, ...]) -> list[str]:
    forms = {form for value in values for form in (value, unquote(value), quote(value, safe=""), html.escape(value))}
    return sorted((form for form in forms if len(form) >= SHORTEST_SECRET), key=len, reverse=True)


class MaskingFilter(SafeExceptionReporterFilter):
    """Hides the settings that Django hides by their names, and masks what is secret in the others."""

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        cleansed = super().cleanse_setting(key, value)
        return masked(str(cleansed)) if isinstance(cleansed, str) else cleansed


class MaskingReporter(ExceptionReporter):
    """Django's error page and its text, with what is secret masked wherever it turns up: variables, messages."""

    def get_traceback_html(self) -> SafeString:
        return mark_safe(masked(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return mark_safe(masked(super().get_traceback_text()))


class MaskingFormatter(logging.Formatter):
    """Log lines and tracebacks with what is secret masked."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
