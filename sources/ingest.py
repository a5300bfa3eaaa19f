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
    article, parts = unsaved_article(
        source=source,
        text=text,
        html=html,
        title=title,
        url=url,
        byline=byline,
        published_at=published_at,
        language=language,
        by=by,
        now=now,
    )
    with transaction.atomic():
        # One article of a source at a time, so that one version at an address is current, and of two requests with
        # one text the later finds it.
        Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        existing = stored_already(article)
        if existing and (existing.current or existing.url != article.url):
            return existing, False
        earlier = retire_current(source, article.url, by)
        if existing:
            article = put_back(existing)
        else:
            set_language_and_origin(article, parts)
            article.supersedes = earlier
            article.save(force_insert=True)
        if earlier:
            versions.log(article, replaced=earlier, by=by)
        notify_workers(EXTRACT_LONG_TASK if len(article.text) > LONG_ARTICLE else EXTRACT_TASK)
    return article, existing is None


def unsaved_article(
    *,
    source: Source,
    text: str,
    html: str,
    title: str,
    url: str,
    byline: str,
    published_at: datetime | None,
    language: str,
    by: User | None,
    now: datetime,
) -> tuple[Article, list[reading.Block]]:
    """The article as it would be stored, but for what set_language_and_origin sets, and the blocks of its text.

    Raises IngestError for what can't be taken.
    """
    for field, value in (("title", title), ("byline", byline), ("url", url), ("language", language)):
        check_length(field, value)  # before anything that takes longer the more there is
    body, parts = readable_text(text=text, html=html)
    title, byline, url, language = (
        reading.normalise(value).replace("\n", " ").strip() for value in (title, byline, url, language)
    )
    check_metadata(title=title, byline=byline, url=url, language=language, published_at=published_at, now=now)
    article = Article(
        source=source,
        url=url,
        title=title,
        byline=byline,
        published_at=published_at,
        retrieved_at=now,
        language=language,
        text=body,
        text_sha256=reading.sha256(body),
        body_sha256=body_sha256(body, title, parts),
        posted_by=by,
    )
    return article, parts


def retire_current(source: Source, url: str, by: User | None) -> Article | None:
    """The article that stood at this address until now, for a new text to take its place; None where none did.

    Raises NotYours where it is not theirs to replace.
    """
    earlier = versions.current_at(source, url)
    if earlier is None:
        return None
    if not versions.may_replace(earlier, by):
        raise NotYours("url", f"{NOT_YOURS} It is article {earlier.pk}.")
    versions.retire(earlier)
    return earlier


def put_back(article: Article) -> Article:
    """Make a former version the current one: its claims are found again, and those of the version in between follow."""
    Article.objects.filter(pk=article.pk).update(**Article.objects.all().AGAIN | RELEASED, current=True, last_error="")
    article.refresh_from_db()
    return article


def set_language_and_origin(article: Article, parts: list[reading.Block]) -> None:
    """Set what only the text tells: a language nobody stated, and what shows which articles share an origin."""
    article.language = article.language or reading.language(article.text)
    article.credit = agency_credit(article.text, parts)[:100]
    article.credited = credited_keys(article.text, parts)
    article.affiliations = affiliations(article.text, parts)
    article.fingerprints = fingerprints(article.text, parts)


def stored_already(article: Article) -> Article | None:
    """The source's article of this very text, or else of this text in another layout; the newest version first."""
    articles = Article.objects.filter(source=article.source)
    same = articles.filter(text_sha256=article.text_sha256).first()
    return same or articles.filter(body_sha256=article.body_sha256).order_by("-current", "-pk").first()


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
