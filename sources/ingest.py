"""Taking in articles: one action for the API, the admin and the command line."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from factcheck.conflicts import again_on_conflict
from factcheck.doorbell import ring
from sources import text as reading
from sources.credits import agency_credit, credited_keys
from sources.errors import IngestError, TooLarge
from sources.lineage import fingerprints
from sources.models import EXTRACT_LONG_TASK, EXTRACT_TASK, LONG_ARTICLE, Article, Source

CLOCK_SKEW = timedelta(hours=1)
MOST_CHARACTERS = {"title": 500, "byline": 300, "url": 2000, "language": 35}
check_url = URLValidator(schemes=["http", "https"])


@again_on_conflict
def add_article(
    *,
    source: Source,
    text: str = "",
    html: str = "",
    title: str = "",
    url: str = "",
    byline: str = "",
    published_at: datetime | None = None,
    language: str = "",
    now: datetime,
) -> tuple[Article, bool]:
    """Store an article and ask for its extraction. Returns it, and whether it is new.

    The same text from the same source is the same article. A new text at an address of the source is a new
    version, which supersedes the earlier one.

    Raises IngestError with a sentence when the article can't be taken.
    """
    for field, value in (("title", title), ("byline", byline), ("url", url), ("language", language)):
        check_length(field, value)  # before anything that takes longer the more there is
    body, parts = readable_text(text=text, html=html)
    title, byline, url, language = (
        reading.normalise(value).replace("\n", " ").strip() for value in (title, byline, url, language)
    )
    check_metadata(title=title, byline=byline, url=url, language=language, published_at=published_at, now=now)
    digest = reading.sha256(body)
    with transaction.atomic():
        # One article of a source at a time, so that versions at one address form a chain.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        existing = Article.objects.filter(source=source, text_sha256=digest).first()
        if existing:
            return existing, False
        earlier = Article.objects.filter(source=source, url=url).current().order_by("-pk").first() if url else None
        article = Article.objects.create(
            source=source,
            url=url,
            title=title,
            byline=byline,
            published_at=published_at,
            retrieved_at=now,
            language=language or reading.language(body),
            text=body,
            text_sha256=digest,
            credit=agency_credit(body, parts)[:100],
            credited=credited_keys(body, parts),
            fingerprints=fingerprints(body, parts),
            supersedes=earlier,
        )
        ring(EXTRACT_LONG_TASK if len(body) > LONG_ARTICLE else EXTRACT_TASK)
    return article, True


def readable_text(*, text: str, html: str) -> tuple[str, list[reading.Block]]:
    """The normalised text of an article and its blocks; refuses what has nothing to read."""
    if max(len(text), len(html)) > settings.ARTICLE_MAX_CHARACTERS:
        raise TooLarge.of("text" if text else "html", max(len(text), len(html)))
    if text.strip() and html.strip():
        raise IngestError("text", "Send the article's words either as text or as html, not as both.")
    field = "html" if html.strip() else "text"
    if html.strip():
        try:
            text = reading.from_html(html)
        except ValueError as error:
            raise IngestError(field, str(error)) from error
    body = reading.normalise(text)
    if not body.strip():
        raise IngestError(field, "The text is empty.")
    parts = reading.blocks(body)
    if not any(block.kind == reading.BlockKind.BODY for block in parts):
        raise IngestError(field, "The text holds only page furniture (menus, captions, share lines), no article.")
    return body, parts


def check_length(field: str, value: str) -> None:
    most = MOST_CHARACTERS[field]
    if len(value) > most:
        raise IngestError(field, f"The {field} may have {most} characters at most; this one has {len(value):,}.")


def check_metadata(
    *, title: str, byline: str, url: str, language: str, published_at: datetime | None, now: datetime
) -> None:
    """Raise IngestError for what the table could not hold or a reader would not believe."""
    for field, value in (("title", title), ("byline", byline), ("url", url), ("language", language)):
        check_length(field, value)  # a few characters are longer in their normal form
    if url:
        try:
            check_url(url)
        except ValidationError:
            raise IngestError("url", "The url must be a full http or https address.") from None
    if published_at and published_at.tzinfo is None:
        raise IngestError("published_at", "The time of publication needs a time zone, such as +00:00.")
    if published_at and published_at > now + CLOCK_SKEW:
        raise IngestError("published_at", "The time of publication lies in the future.")


@again_on_conflict
def retry(article_ids: Iterable[int]) -> int:
    """Work on failed articles again; returns how many."""
    with transaction.atomic():
        ids = Article.objects.try_again(article_ids)
        for task in (EXTRACT_TASK, EXTRACT_LONG_TASK):
            ring(task)
    return len(ids)
