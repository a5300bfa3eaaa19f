"""Shared origins of articles: finding and storing the pairs, and joining them to groups."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.db.models import Q

from sources.independence.affiliations import affiliations
from sources.independence.credits import agency_credit, credited_keys
from sources.independence.lineage import (
    LINEAGE_VERSION,
    Origins,
    Report,
    basis,
    fingerprints,
    links_among,
    shared_origin,
)
from sources.models import Article, SharedOrigin, Source
from sources.reading.layout import blocks

# Two transactions that join articles at once could each miss what the other joins. Whoever adds a pair holds this
# lock alone until it commits; whoever only reads holds it with the others.
LOCK = 0x0F1C
MAX_JOINED = 5_000


def outlet_report(source: Source) -> Report:
    """A report with the fields of its outlet alone."""
    return Report(source=source.name, kind=source.kind, owner=source.owner)


def report_of(article: Article, *, marks: bool = True) -> Report:
    """The article as a Report; its source must be loaded."""
    return replace(
        outlet_report(article.source),
        credit=article.credit,
        credited=tuple(article.credited),
        fingerprints=tuple(article.fingerprints) if marks else (),
    )


def reports(article_ids: Iterable[int], *, marks: bool = True) -> dict[int, Report]:
    """The articles by their keys; without the marks of their texts where these are not asked for."""
    articles = Article.objects.filter(pk__in=set(article_ids)).select_related("source")
    fields = ["credit", "credited", "source__name", "source__kind", "source__owner", *["fingerprints"] * marks]
    return {article.pk: report_of(article, marks=marks) for article in articles.only(*fields)}


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
        row_of(left, right, known, reason)
        for (left, right), reason in sorted(found.items())
        if reason and (left, right) not in stored
    ]


def row_of(left: int, right: int, known: Mapping[int, Report], reason: str) -> SharedOrigin:
    one, other = known[left], known[right]
    return SharedOrigin(
        left_id=left,
        right_id=right,
        reason=reason[:500],
        basis=basis(one, other),
        engine_version=LINEAGE_VERSION,
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """Pairs of articles whose rows are to be written anew, unsaved; those that share an origin no more, stored."""

    renewed: list[SharedOrigin]
    gone: list[SharedOrigin]

    @property
    def articles(self) -> set[int]:
        return {side for row in [*self.renewed, *self.gone] for side in (row.left_id, row.right_id)}


def changes(article_ids: Iterable[int]) -> Changes:
    """The stored pairs with one of these articles that no longer hold, or hold for another reason.

    An outlet that has another name, kind or owner by now, an article that has another credit, a newer engine, a
    version that another has replaced. What has not changed since a pair was found is not compared again.
    """
    ids = set(article_ids)
    rows = list(SharedOrigin.objects.filter(Q(left__any_of=ids) | Q(right__any_of=ids)).order_by("left", "right"))
    sides = {side for row in rows for side in (row.left_id, row.right_id)}
    standing = set(Article.objects.current().filter(pk__any_of=sides).values_list("pk", flat=True))
    brief = reports(standing, marks=False)
    gone = [row for row in rows if not {row.left_id, row.right_id} <= standing]
    rest = [row for row in rows if {row.left_id, row.right_id} <= standing]
    outdated = [row for row in rest if row.basis != basis(brief[row.left_id], brief[row.right_id])]
    known = reports({side for row in outdated for side in (row.left_id, row.right_id)})
    renewed = []
    for row in outdated:
        reason = shared_origin(known[row.left_id], known[row.right_id])
        if reason:
            renewed.append(row_of(row.left_id, row.right_id, known, reason))
        else:
            gone.append(row)
    return Changes(renewed, gone)


def read_again(article_ids: Iterable[int]) -> None:
    """Read credits and marks again of articles that an older engine read."""
    older = Article.objects.filter(pk__any_of=set(article_ids)).exclude(lineage_version=LINEAGE_VERSION)
    for article in older.only("text").order_by("pk").iterator(chunk_size=50):
        parts = blocks(article.text)
        Article.objects.filter(pk=article.pk).update(
            credit=agency_credit(article.text, parts)[:100],
            credited=credited_keys(article.text, parts),
            affiliations=affiliations(article.text, parts),
            fingerprints=fingerprints(article.text, parts),
            lineage_version=LINEAGE_VERSION,
        )


@contextmanager
def joined(new: Collection[SharedOrigin], gone: Collection[SharedOrigin] = ()) -> Iterator[None]:
    """A transaction in which the new pairs are stored, others removed, and no other transaction does either."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'' if new or gone else '_shared'}(%s)", [LOCK])
        SharedOrigin.objects.filter(pk__in=[row.pk for row in gone]).delete()
        SharedOrigin.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["left", "right"],
            update_fields=["reason", "basis", "engine_version"],
            batch_size=1000,
        )
        yield


def origins_of(article_ids: Iterable[int]) -> Origins:
    """The origins of these articles, followed through others up to MAX_JOINED articles."""
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
