"""Keeping which articles share an origin: the pairs found, and what follows from them for third articles."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection, transaction
from django.db.models import Q

from sources.lineage import Origins, Report, copied_share, links_among, shared_origin
from sources.models import Article, SharedOrigin, Source

# Two transactions that join articles at once could each miss what the other joins. Whoever adds a pair holds this
# lock alone until it commits; whoever only reads holds it with the others.
LOCK = 0x0F1C
MAX_JOINED = 5_000


def outlet_report(source: Source) -> Report:
    """What is known of a report by its outlet alone."""
    return Report(source=source.name, kind=source.kind, owner=source.owner)


def report_of(article: Article) -> Report:
    """The article as the question of independence sees it; its source must be loaded."""
    return replace(
        outlet_report(article.source),
        credit=article.credit,
        credited=tuple(article.credited),
        fingerprints=tuple(article.fingerprints),
    )


def reports(article_ids: Iterable[int]) -> dict[int, Report]:
    articles = Article.objects.filter(pk__in=set(article_ids)).select_related("source")
    fields = ("credit", "credited", "fingerprints", "source__name", "source__kind", "source__owner")
    return {article.pk: report_of(article) for article in articles.only(*fields)}


def find(pairs: Iterable[tuple[int, int]], groups: Iterable[Collection[int]] = ()) -> list[SharedOrigin]:
    """Unsaved rows for articles that share an origin and are not stored yet.

    Every one of `pairs` (left < right) is looked at; of each group of articles, as many pairs as join its origins.
    """
    wanted = set(pairs)
    groups = {frozenset(group) for group in groups if len(group) > 2}
    sides = {article for group in [*wanted, *groups] for article in group}
    stored = set(SharedOrigin.objects.filter(left__in=sides, right__in=sides).values_list("left_id", "right_id"))
    missing = wanted - stored
    known = reports({article for group in [*missing, *groups] for article in group})
    found = {(left, right): shared_origin(known[left], known[right]) for left, right in missing}
    for group in groups:
        found |= links_among({article: known[article] for article in group})
    return [
        SharedOrigin(
            left_id=left, right_id=right, reason=reason[:500], copied_share=copied_share(known[left], known[right])
        )
        for (left, right), reason in sorted(found.items())
        if reason and (left, right) not in stored
    ]


@contextmanager
def joined(new: Collection[SharedOrigin]) -> Iterator[None]:
    """A transaction in which the new pairs are stored and no other transaction adds any."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if new else '_shared'}(%s)", [LOCK])
        SharedOrigin.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
        yield


def origins_of(article_ids: Iterable[int]) -> Origins:
    """All that is known of the origins of these articles, followed through others up to MAX_JOINED articles."""
    links: dict[tuple[int, int], str] = {}
    reached: set[int] = set()
    waiting = set(article_ids)
    while waiting and len(reached) < MAX_JOINED:
        rows = SharedOrigin.objects.filter(Q(left__in=waiting) | Q(right__in=waiting))
        reached |= waiting
        waiting = set()
        for left, right, reason in rows.values_list("left_id", "right_id", "reason"):
            links[left, right] = reason
            waiting |= {left, right} - reached
    return Origins(links)
