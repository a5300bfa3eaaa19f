"""Statements kept up to date: which stored claims say the same, as their links and reviewers have it now.

A change of links reaches no further than the claims that share most of their neighbours with those at its ends
(claims.analysis.statements), so what is read for it does not grow with the collection.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from claims.analysis import statements as analysis
from claims.analysis.statements import Link, Member, Pair, Wording
from claims.analysis.types import Relation
from claims.models import Claim, CrossReference, PreparedClaim
from claims.record_models import Judgement
from claims.seen import latest_judgements, latest_of_each_pair
from claims.statement_models import Placement, Statement, StatementClaim

LOCK = 7_415_003  # the advisory lock under which statements are written: two that overlap are never renewed at once
MOST_READ = 2_000  # claims that one renewal looks at; what lies beyond stays as it is


@transaction.atomic
def renew_statements(claim_ids: Iterable[int]) -> None:
    """Group these claims anew, and all whose statement may change with them.

    In the transaction that changes their links, after its locks on claims. Running it again changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    around = _Surroundings()
    reached = around.reach(set(claim_ids))
    groups = [
        found
        for part in around.parts(reached)
        if len(part) > 1
        for found in analysis.group(
            {claim: around.members[claim] for claim in part},
            around.links_within(part),
            contradicting=around.contradicting,
            together=around.placed[Placement.Answer.TOGETHER],
            apart=around.placed[Placement.Answer.APART],
        )
        if len(found) > 1
    ]
    _store(groups, reached, around)


def latest_placements(claim_ids: Iterable[int]) -> QuerySet[Placement]:
    """The latest word of a reviewer on each pair with one of these claims on either side."""
    return latest_of_each_pair(Placement.objects.all(), claim_ids)


def fellows(claim_ids: Collection[int]) -> set[int]:
    """The claims of the statements that these claims are in, themselves among them."""
    of_these = StatementClaim.objects.filter(pk__any_of=claim_ids).values("statement")
    return {*claim_ids, *StatementClaim.objects.filter(statement__in=of_these).values_list("pk", flat=True)}


class _Surroundings:
    """What is stored around some claims: their links, what people said of them, and how they read."""

    def __init__(self) -> None:
        self.members: dict[int, Member] = {}
        self.contradicting: set[Pair] = set()
        self.placed: dict[str, set[Pair]] = {answer: set() for answer in Placement.Answer.values}
        self._scores: dict[Pair, float] = {}  # of links that say the same
        self._near: dict[int, set[int]] = defaultdict(set)
        self._read: set[int] = set()

    def reach(self, claims: AbstractSet[int]) -> set[int]:
        """The claims whose statement may depend on the links of these."""
        self._learn(claims)
        frontier = fellows({*claims, *(other for one in claims for other in self._near[one])})
        reached: set[int] = set()
        while frontier and len(reached) < MOST_READ:
            reached |= frontier
            self._learn(frontier)
            self._learn({other for one in frontier for other in self._near[one]})
            onward = {other for one in frontier for other in self._near[one] if self._belong(one, other)}
            frontier = fellows(onward) - reached
        return reached

    def parts(self, claims: AbstractSet[int]) -> list[set[int]]:
        """These claims in parts that are grouped apart from each other."""
        parts, left = [], set(claims)
        while left:
            part, frontier = set[int](), {min(left)}
            while frontier:
                part |= frontier
                onward = {other for one in frontier for other in self._near[one] if self._belong(one, other)}
                frontier = (onward & left) - part
            parts.append(part)
            left -= part
        return parts

    def links_within(self, claims: AbstractSet[int]) -> list[Link]:
        return [
            Link(one, other, self._scores[one, other])
            for one in claims
            for other in self._near[one]
            if (one, other) in self._scores and other in claims
        ]

    def _belong(self, one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        if pair in self.placed[Placement.Answer.TOGETHER]:
            return True
        if self.members[one].wording == self.members[other].wording:
            return True
        return analysis.share_neighbours(self._wordings_near(one), self._wordings_near(other))

    def _wordings_near(self, claim: int) -> set[int]:
        return {self.members[one].wording for one in (claim, *self._near[claim])}

    def _learn(self, claims: AbstractSet[int]) -> None:
        """Read what is stored of these claims, each once."""
        new = claims - self._read
        if not new:
            return
        self._read |= new
        judged = {(one.left_id, one.right_id): one.answer for one in latest_judgements(new)}
        links = CrossReference.objects.touching(new).values_list("left_id", "right_id", "relation", "score")
        for left, right, relation, score in links:
            answer = judged.get((left, right))
            if answer == Judgement.Answer.CONFIRMED:
                score = 1.0
            if answer == Judgement.Answer.REJECTED or not analysis.is_strong(Relation(relation), score):
                continue
            if relation == Relation.DISPUTES:
                self.contradicting.add((left, right))
            else:
                self._scores[left, right] = score
                self._join(left, right)
        for one in latest_placements(new):
            self.placed[one.answer].add((one.left_id, one.right_id))
            if one.answer == Placement.Answer.TOGETHER:
                self._join(one.left_id, one.right_id)
        self._learn_readings({*new, *(other for one in new for other in self._near[one])} - self.members.keys())

    def _join(self, left: int, right: int) -> None:
        self._near[left].add(right)
        self._near[right].add(left)

    def _learn_readings(self, claims: AbstractSet[int]) -> None:
        # One that is not prepared reads like no other.
        self.members |= {claim: Member(claim, -claim, -claim, claim) for claim in claims}
        rows = PreparedClaim.objects.filter(pk__any_of=claims).values_list(
            "pk", "sentence_key", "source", "order_key", "denies"
        )
        # A former engine gave no key: what it prepared reads like no other until it is prepared anew.
        self.members |= {
            claim: Member(claim, wording or -claim, source, order, denies)
            for claim, wording, source, order, denies in rows
        }


def _store(groups: Sequence[frozenset[int]], reached: AbstractSet[int], around: _Surroundings) -> None:
    """Make these the statements of the claims `reached`; rows are kept for the statements they mostly stand for."""
    stored = dict(StatementClaim.objects.filter(pk__any_of=reached).values_list("claim", "statement"))
    rows = Statement.objects.in_bulk(set(stored.values()))
    kept = _rows_to_keep(groups, stored)
    leads = _leads(groups, around)
    statements = [rows.get(kept.get(at, 0)) or Statement() for at in range(len(groups))]
    changed = []
    for statement, lead in zip(statements, leads, strict=True):
        if statement.lead_id != lead:
            statement.lead_id = lead
            changed.append(statement)
    Statement.objects.bulk_create([one for one in changed if one.pk is None])
    Statement.objects.bulk_update([one for one in changed if one.pk in rows], ["lead"])
    wanted = {claim: statement.pk for statement, found in zip(statements, groups, strict=True) for claim in found}
    StatementClaim.objects.bulk_create(
        [
            StatementClaim(claim_id=claim, statement_id=statement, joined_at=Now())
            for claim, statement in sorted(wanted.items())
            if stored.get(claim) != statement
        ],
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=["statement", "joined_at"],
        batch_size=1000,
    )
    StatementClaim.objects.filter(pk__in=stored.keys() - wanted.keys()).delete()
    Statement.objects.filter(pk__in=rows.keys() - set(wanted.values()), members=None).delete()


def _rows_to_keep(groups: Sequence[frozenset[int]], stored: dict[int, int]) -> dict[int, int]:
    """For groups, by their place, the stored statement that has most of their claims; none for two of them."""
    common = Counter((stored[claim], at) for at, found in enumerate(groups) for claim in found if claim in stored)
    kept: dict[int, int] = {}
    for (statement, at), _ in sorted(common.items(), key=lambda item: (-item[1], item[0])):
        if at not in kept and statement not in kept.values():
            kept[at] = statement
    return kept


def _leads(groups: Sequence[frozenset[int]], around: _Surroundings) -> list[int]:
    """The claim with the clearest wording of each group."""
    claims = {claim for found in groups for claim in found}
    rows = Claim.objects.filter(pk__any_of=claims).values_list("pk", "text", "context", "hedges")
    wordings = {
        pk: Wording(pk, text, bool(context), bool(hedges), around.members[pk].order)
        for pk, text, context, hedges in rows
    }
    return [analysis.clearest([wordings[claim] for claim in found if claim in wordings]) for found in groups]
