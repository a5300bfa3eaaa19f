"""Checks of settings that are not safe, run by every command and at the start of web, workers and scheduler."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

KEY_CHARACTERS = 32
KEY_DIFFERENT_CHARACTERS = 8


def mistakes() -> Iterator[tuple[str, str]]:
    """What is wrong with the settings: an identifier, and a sentence that says how to mend it."""
    for name, keys, consequence in (
        ("SECRET_KEY", [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS], "logs in as anybody"),
        ("RECORD_KEY", [settings.RECORD_KEY, *settings.RECORD_KEY_FALLBACKS], "forges decisions"),
    ):
        if any(can_be_guessed(str(key)) for key in keys):
            yield (
                "factcheck.E001",
                f"{name} can be guessed, and who knows it {consequence}. Give it at least {KEY_CHARACTERS} random "
                "characters; `openssl rand -hex 32` makes them.",
            )
    if settings.DEBUG and not settings.EMBEDDED:
        yield (
            "factcheck.E002",
            "DEBUG shows the inside of the service to everybody who meets an error. It is for the embedded servers of "
            "`manage.py up` alone; remove DEBUG from the environment.",
        )
    if any(re.fullmatch(r"[.*]*", host) for host in settings.ALLOWED_HOSTS):
        yield (
            "factcheck.E003",
            "ALLOWED_HOSTS lets everybody choose under which name the service believes to be reached. Name the hosts "
            "under which browsers reach it, comma-separated.",
        )


def can_be_guessed(key: str) -> bool:
    return len(key) < KEY_CHARACTERS or len(set(key)) < KEY_DIFFERENT_CHARACTERS or key.startswith("django-insecure")


@register(Tags.security)
def check_settings(**_: Any) -> list[Error]:
    return [Error(sentence, id=identifier) for identifier, sentence in mistakes()]


def refuse_mistakes() -> None:
    """Raise ImproperlyConfigured with all that is wrong."""
    found = [sentence for _, sentence in mistakes()]
    if found:
        raise ImproperlyConfigured("factcheck does not start with these settings. " + " ".join(found))
