"""Articles that a person adds: outlet and dossier are picked, or made with the article."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from factcheck.conflicts import again_on_conflict
from sources import ingest
from sources.dossiers import add_dossier
from sources.errors import IngestError
from sources.models import Article, Dossier, Source, SourceKind
from sources.outlets import find_or_create_source


@again_on_conflict
@transaction.atomic
def add_by_hand(
    *,
    source: Source | None,
    new_source: str = "",
    new_source_kind: str = SourceKind.WEBSITE,
    dossier: Dossier | None = None,
    new_dossier: str = "",
    by: User,
    now: datetime,
    **article: Any,
) -> tuple[Article, bool]:
    """Store an article, its outlet and its dossier where these are new, or nothing. Returns it and whether it is new.

    The other arguments are those of ingest.add_article. Raises IngestError with a sentence and the field.
    """
    if source is None and not new_source.strip():
        raise IngestError("source", "Choose the outlet, or name a new one below.")
    if source is not None and new_source.strip():
        raise IngestError("new_source", "Either choose an outlet or name a new one, not both.")
    if dossier is not None and new_dossier.strip():
        raise IngestError("new_dossier", "Either choose a dossier or name a new one, not both.")
    if source is None:
        if not by.has_perm("sources.add_source"):
            raise IngestError("new_source", "You may not add outlets.")
        try:
            source = find_or_create_source(name=new_source, kind=new_source_kind)
        except IngestError as error:
            raise IngestError("new_source", error.sentence) from error
    stored, created = ingest.add_article(source=source, by=by, now=now, **article)
    put_into_dossier(stored, dossier=dossier, title=new_dossier, by=by)
    return stored, created


def put_into_dossier(article: Article, *, dossier: Dossier | None, title: str, by: User) -> None:
    """Put the article into the dossier, or into a new one of this title. Raises IngestError."""
    if title.strip():
        if not by.has_perm("sources.add_dossier"):
            raise IngestError("new_dossier", "You may not add dossiers.")
        try:
            dossier = add_dossier(title=title)
        except IngestError as error:
            raise IngestError("new_dossier", error.sentence) from error
    elif dossier is not None and not by.has_perm("sources.change_dossier"):
        raise IngestError("dossier", "You may not change dossiers.")
    if dossier is not None:
        dossier.articles.add(article)
