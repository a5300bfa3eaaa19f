"""Ingestion of articles: one action for the API, the admin and the command line."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from factcheck.addresses import check_url
from factcheck.conflicts import again_on_conflict
from factcheck.moments import EARLIEST
from factcheck.work import RELEASED
from factcheck.work.notify import notify_workers
from sources import versions
from sources.errors import IngestError, NotYours, TooLarge
from sources.independence.affiliations import affiliations
from sources.independence.credits import agency_credit, credited_keys
from sources.independence.lineage import fingerprints
from sources.models import EXTRACT_LONG_TASK, EXTRACT_TASK, LONG_ARTICLE, Article, Source
from sources.reading import text as reading
from sources.reading.typography import body_sha256

CLOCK_SKEW = timedelta(hours=1)
MOST_CHARACTERS = {"title": 500, "byline": 300, "url": 2000, "language": 35}
NOT_YOURS = (
    "Another client or person posted the article at this address. A new version comes from who posted it before, or "
    "from a reviewer."
)


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
    by: User | None = None,
    now: datetime,
) -> tuple[Article, bool]:
    """Store an article and ask for its extraction. Returns it, and whether it is new.

    The same text from the same source is the same article, in whatever layout. A new text at an address of the
    source is a new version, and a text that stood there before is the newest version again; both need the right to
    replace what `by` did not post. `by` is the client or person; None for the command line, which may all.

    Raises IngestError with a sentence when the article can't be taken, NotYours when it is not theirs to replace.
    """
    for field, value in (("title", title), ("byline", byline), ("url", url), ("language", language)):
        check_length(field, value)  # before anything that takes longer the more there is
    body, parts = readable_text(text=text, html=html)
    title, byline, url, language = (
        reading.normalise(value).replace("\n", " ").strip() for value in (title, byline, url, language)
    )
    check_metadata(title=title, byline=byline, url=url, language=language, published_at=published_at, now=now)
    digest, body_digest = reading.sha256(body), body_sha256(body, title, parts)
    with transaction.atomic():
        # One article of a source at a time, so that one version at an address is current, and of two requests with
        # one text the later finds it.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        existing = stored_already(source, digest, body_digest)
        if existing and (existing.current or existing.url != url):
            return existing, False
        earlier = versions.current_at(source, url)
        if earlier:
            if not versions.may_replace(earlier, by):
                raise NotYours("url", f"{NOT_YOURS} It is article {earlier.pk}.")
            versions.retire(earlier)
        if existing:
            # Its claims are found again, and those of the version in between follow.
            Article.objects.filter(pk=existing.pk).update(
                **Article.objects.all().AGAIN | RELEASED, current=True, last_error=""
            )
            existing.refresh_from_db()
            article = existing
        else:
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
                body_sha256=body_digest,
                credit=agency_credit(body, parts)[:100],
                credited=credited_keys(body, parts),
                affiliations=affiliations(body, parts),
                fingerprints=fingerprints(body, parts),
                supersedes=earlier,
                posted_by=by,
            )
        if earlier:
            versions.log(article, replaced=earlier, by=by)
        notify_workers(EXTRACT_LONG_TASK if len(body) > LONG_ARTICLE else EXTRACT_TASK)
    return article, existing is None


def stored_already(source: Source, digest: str, body_digest: str) -> Article | None:
    """The source's article of this very text, or else of this text in another layout; the newest version first."""
    articles = Article.objects.filter(source=source)
    same = articles.filter(text_sha256=digest).first()
    return same or articles.filter(body_sha256=body_digest).order_by("-current", "-pk").first()


def readable_text(*, text: str, html: str) -> tuple[str, list[reading.Block]]:
    """The normalised text of an article and its blocks. Raises IngestError for a text without running text."""
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
    """Raise IngestError for metadata that is too long, malformed or of an impossible time."""
    for field, value in (("title", title), ("byline", byline), ("url", url), ("language", language)):
        check_length(field, value)  # a few characters are longer in their normal form
    if url:
        try:
            check_url(url)
        except ValidationError:
            raise IngestError("url", "The url must be a full http or https address.") from None
    wrong = wrong_time(published_at, now=now)
    if wrong:
        raise IngestError("published_at", wrong)


def wrong_time(published_at: datetime | None, *, now: datetime) -> str:
    """Why this can't be a time of publication, as a sentence; empty when it can."""
    if published_at is None:
        return ""
    if published_at.tzinfo is None:
        return "The time of publication needs a time zone, such as +00:00."
    try:
        moment = published_at.astimezone(UTC)
    except OverflowError:  # the first or last day there is, in a zone on the other side of it
        return f"The time of publication lies before {EARLIEST.year} or far in the future."
    if moment < EARLIEST:
        return f"The time of publication lies before {EARLIEST.year}."
    if moment > now + CLOCK_SKEW:
        return "The time of publication lies in the future."
    return ""


@again_on_conflict
def retry(article_ids: Iterable[int]) -> int:
    """Work on failed articles again; returns how many."""
    with transaction.atomic():
        ids = Article.objects.try_again(article_ids)
        for task in (EXTRACT_TASK, EXTRACT_LONG_TASK):
            notify_workers(task)
    return len(ids)
