"""Dossiers: articles about one event."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from sources.errors import IngestError
from sources.models import DOSSIER_SUMMARY_CHARACTERS, Article, Dossier
from sources.names import clean_name
from sources.reading.text import normalise
from sources.slugs import free_slug

TITLE_CHARACTERS = 300
SLUG_CHARACTERS = 100
CREATE_TRIES = 5


class DossierTaken(ValueError):
    """There is a dossier of this slug."""


def checked_title(raw: str) -> str:
    """The title as it is stored. Raises IngestError."""
    try:
        title = clean_name(raw, most=TITLE_CHARACTERS)
    except ValueError as error:
        raise IngestError("title", str(error)) from None
    if not title:
        raise IngestError("title", "A dossier needs a title.")
    return title


def checked_summary(raw: str) -> str:
    """The summary as it is stored. Raises IngestError."""
    for length in (len(raw), len(summary := normalise(raw[: DOSSIER_SUMMARY_CHARACTERS + 1]))):
        if length > DOSSIER_SUMMARY_CHARACTERS:
            raise IngestError("summary", f"A summary may have {DOSSIER_SUMMARY_CHARACTERS:,} characters at most.")
    return summary


def checked_slug(slug: str) -> str:
    """Raises IngestError for what can't be a part of an address; an empty one is made of the title."""
    if slug and not re.fullmatch(rf"[-a-zA-Z0-9_]{{1,{SLUG_CHARACTERS}}}", slug):
        raise IngestError(
            "slug", f"A slug has up to {SLUG_CHARACTERS} letters of a to z, digits, hyphens and underscores."
        )
    return slug


@transaction.atomic
def change_dossier(dossier_id: int, values: Mapping[str, Any]) -> Dossier:
    """Change title, summary or articles of a dossier; its slug is its address and stays. Raises IngestError."""
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if "title" in values:
        dossier.title = checked_title(values["title"])
    if "summary" in values:
        dossier.summary = checked_summary(values["summary"])
    dossier.save(update_fields=["title", "summary"])
    if "articles" in values:
        dossier.articles.set(values["articles"])
    return dossier


def add_dossier(*, title: str, slug: str = "", summary: str = "", articles: Iterable[Article] = ()) -> Dossier:
    """A new dossier; its slug is made of its title unless one is given. Raises IngestError or DossierTaken."""
    title, slug, summary = checked_title(title), checked_slug(slug), checked_summary(summary)
    for _ in range(CREATE_TRIES):
        try:
            with transaction.atomic():
                dossier = Dossier.objects.create(slug=slug or free_slug(Dossier, title), title=title, summary=summary)
                dossier.articles.set(articles)
                return dossier
        except IntegrityError as error:
            refused = error
            if slug:
                break  # otherwise somebody took the same free slug at this moment
    raise DossierTaken(f"There is a dossier {slug or title} already.") from refused
