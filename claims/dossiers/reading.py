"""What is stored of a dossier, read in a number of queries that does not grow with it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from claims.analysis import statements as analysis
from claims.analysis.comparing.numbers import Quantity
from claims.analysis.types import Relation
from claims.models import Claim, CrossReference, PreparedClaim
from claims.querysets import ClaimQuerySet
from claims.record_models import Judgement
from claims.seen import latest_judgements
from claims.statement_models import Statement
from sources.independence.lineage import Origins
from sources.models import Article, Dossier, SharedOrigin

MOST_ARTICLES = 200  # of a dossier, those published first
MOST_CLAIMS = 5_000  # those most worth checking
MOST_LINKS = 50_000
MOST_ORIGINS = 5_000

Key = int  # of a statement: its row, or minus the claim that is one by itself


class Member(NamedTuple):
    """A claim of the dossier, and the statement it is of."""

    claim: int
    source: int
    statement: Key


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two claims of the dossier that counts: sure enough or confirmed, and not rejected."""

    left: int
    right: int
    relation: str
    shared_origin: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A dossier's articles in the order of publication, its claims by worth, and the links between these."""

    articles: Sequence[Article]
    members: Sequence[Member]
    links: Sequence[Link]
    origins: Origins

    @property
    def statement_of(self) -> dict[int, Key]:
        return {one.claim: one.statement for one in self.members}


def read(dossier: Dossier) -> Reading:
    """The dossier's articles, claims, links and shared origins; in five queries."""
    articles = list(
        dossier.articles.current()
        .select_related("source")
        .only("title", "published_at", "retrieved_at", "source__name", "source__slug")
        .order_by(F("published_at").asc(nulls_last=True), "pk")[:MOST_ARTICLES]
    )
    rows = Claim.objects.current().filter(article__in=articles).order_by("-checkworthiness", "pk")
    members = [
        Member(pk, source, statement or -pk)
        for pk, source, statement in rows.values_list("pk", "source", "in_statement__statement")[:MOST_CLAIMS]
    ]
    return Reading(articles, members, _links([one.claim for one in members]), _origins(articles))


def _links(claims: Collection[int]) -> list[Link]:
    """The links among these claims that count, in two queries."""
    judged = {(one.left_id, one.right_id): one.answer for one in latest_judgements(claims)}
    rows = CrossReference.objects.filter(left__any_of=claims, right__any_of=claims).order_by("-score", "pk")
    columns = rows.values_list("left", "right", "relation", "score", "shared_origin")[:MOST_LINKS]
    found = []
    for left, right, relation, score, shared_origin in columns:
        answer = judged.get((left, right))
        sure = answer == Judgement.Answer.CONFIRMED or analysis.is_strong(Relation(relation), score)
        if sure and answer != Judgement.Answer.REJECTED:
            found.append(Link(left, right, relation, shared_origin))
    return found


def _origins(articles: Collection[Article]) -> Origins:
    """Which of these articles share an origin, directly or through one other article; in one query."""
    ids = [one.pk for one in articles]
    rows = SharedOrigin.objects.filter(Q(left__any_of=ids) | Q(right__any_of=ids)).order_by("pk")
    columns = rows.values_list("left", "right", "reason")[:MOST_ORIGINS]
    return Origins({(left, right): reason for left, right, reason in columns})


def figures_of(claims: Collection[int]) -> dict[int, tuple[tuple[Quantity, ...], bool]]:
    """By claim the figures that it gives, and whether it denies; in one query."""
    rows = PreparedClaim.objects.filter(pk__any_of=claims).values_list("pk", "features__quantities", "denies")
    return {pk: (tuple(map(Quantity.from_json, stored or ())), denies) for pk, stored, denies in rows}


def leads_of(statements: Collection[Key]) -> dict[Key, int]:
    """By statement the claim with its clearest wording, which another dossier may hold; in one query."""
    stored = Statement.objects.filter(pk__in=[one for one in statements if one > 0])
    return {one: -one for one in statements if one < 0} | dict(stored.values_list("pk", "lead"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many statements there are, and how many of them await nobody."""

    done: int
    total: int


def progress_of(dossiers: Collection[Dossier]) -> dict[int, Progress]:
    """How far the review of these dossiers is, by their keys; in two queries."""
    claims = Claim.objects.current().filter(article__dossiers__in=dossiers).order_by()
    statements = Count(Coalesce(F("in_statement__statement"), -F("pk")), distinct=True)

    def counted(rows: ClaimQuerySet) -> dict[int, int]:
        return dict(rows.values_list("article__dossiers").annotate(count=statements))

    total, waiting = counted(claims), counted(claims.awaiting_review())
    found = defaultdict(int, total)
    return {one.pk: Progress(found[one.pk] - waiting.get(one.pk, 0), found[one.pk]) for one in dossiers}


def moment_of(article: Article) -> datetime:
    """When it was published; without that, when it was retrieved."""
    return article.published_at or article.retrieved_at
