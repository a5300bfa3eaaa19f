"""Versions of an article: what its source has published at one address. Exactly one of them is current."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType

from sources.models import Article, Source

ANY_VERSION = "sources.add_any_version"


def current_at(source: Source, url: str) -> Article | None:
    """The article that stands at this address of the source."""
    if not url:
        return None
    return Article.objects.current().filter(source=source, url=url).defer("text", "fingerprints").first()


def may_replace(article: Article, by: User | None) -> bool:
    """Whether somebody may post a newer version: who posted any before, who has the right, the command line (None)."""
    if by is None or by.has_perm(ANY_VERSION):
        return True
    return Article.objects.versions_of(article).filter(posted_by=by).exists()


def retire(article: Article) -> None:
    """Mark the article as no longer current; its claims are carried over when the newer text is read."""
    Article.objects.filter(pk=article.pk).update(current=False)


def log(new: Article, *, replaced: Article, by: User | None) -> None:
    """Log who replaced which text by which. The command line has no user to name."""
    if by is None:
        return
    was, now = replaced.text_sha256[:12], new.text_sha256[:12]
    said = f"Stands at {new.url[:300]} in place of article {replaced.pk}: text {was}… became {now}…."
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Article),
        object_id=str(new.pk),
        object_repr=str(new)[:200],
        action_flag=CHANGE,
        change_message=said,
    )
