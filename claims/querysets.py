"""QuerySets of claims and cross-references."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from claims.analysis.types import MAX_PER_SOURCE, Status
from claims.choices import CheckPriority, CheckState
from claims.record_models import SetAside
from claims.team_models import PendingClaim
from factcheck.work import WorkQuerySet

MAX_PER_CLAIM = 200
# A link is too much for a claim when MAX_PER_SOURCE stronger ones lead to the same source, or when MAX_PER_CLAIM
# stronger ones are kept of all. Equally strong ones come in the order of their keys' distance, which is drawn from the
# claims' content, so that neither the order of arrival nor one end decides. %(claims)s: the ends that are looked from.
SURPLUS = """
SELECT id, claim_id, other_id FROM (
    SELECT *, row_number() OVER (
        PARTITION BY claim_id, of_source <= %(source)s ORDER BY score DESC, distance, other_id
    ) AS of_claim
    FROM (
        SELECT side.*, row_number() OVER (
            PARTITION BY side.claim_id, other.source_id ORDER BY score DESC, side.distance, side.other_id
        ) AS of_source
        FROM (
            SELECT link.id, link.score, claim.claim_id, other.claim_id AS other_id,
                abs(claim.order_key - other.order_key) AS distance
            FROM claims_crossreference AS link
            JOIN claims_preparedclaim AS claim ON claim.claim_id = link.left_id
            JOIN claims_preparedclaim AS other ON other.claim_id = link.right_id
            WHERE link.left_id = ANY(%(claims)s)
            UNION ALL
            SELECT link.id, link.score, claim.claim_id, other.claim_id,
                abs(claim.order_key - other.order_key)
            FROM claims_crossreference AS link
            JOIN claims_preparedclaim AS claim ON claim.claim_id = link.right_id
            JOIN claims_preparedclaim AS other ON other.claim_id = link.left_id
            WHERE link.right_id = ANY(%(claims)s)
        ) AS side
        JOIN claims_preparedclaim AS other ON other.claim_id = side.other_id
    ) AS by_source
) AS ranked
WHERE of_source > %(source)s OR of_claim > %(claim)s
"""
# Of a claim at one end of a link: what a link and a suggestion say of it, without its texts.
SIDE_FIELDS = (
    *("article__affiliations", "article__credited", "polarity", "claimant"),
    *("source__name", "source__kind", "source__owner"),
)


class ClaimQuerySet(WorkQuerySet):
    DUE = Q(check_state=CheckState.DUE, current=True)
    FAILED = {"check_state": CheckState.FAILED}
    AGAIN = {"check_state": CheckState.DUE, "check_priority": CheckPriority.ASKED_FOR, "run": None}
    FIRST = ("check_priority", "pk")
    # Not ~Q(stale_reason=""): that would hold for a claim without a suggestion as well.
    STALE = Q(suggestion__stale_reason__gt="")
    CURRENT_OR_DECIDED = Q(current=True) | Q(version__gt=0)  # what the index of the queue holds

    def current(self) -> Self:
        """Claims of the newest version of their article."""
        return self.filter(current=True)

    def standing(self) -> Self:
        """Current claims, and decided ones that the newest version lacks, until somebody has looked at them again."""
        return self.filter(self.CURRENT_OR_DECIDED).filter(Q(current=True) | self.STALE)

    def asked_for(self) -> Self:
        """Claims whose cross-check somebody waits for: posted, found in a new article, or asked for by a person."""
        return self.filter(check_priority__lt=CheckPriority.BACKGROUND)

    def in_background(self) -> Self:
        """Claims that a background run has checked again."""
        return self.filter(check_priority__gte=CheckPriority.BACKGROUND)

    def with_evidence(self) -> Self:
        """With all that a list shows of each claim, in one query."""
        return self.select_related("source", "article", "suggestion").defer(
            "search", "article__text", "article__fingerprints", "article__credited", "article__affiliations"
        )

    def as_sides(self) -> Self:
        """The claims with their outlets and who speaks, without their texts: what a link says of its two ends."""
        return self.select_related("source", "article").only(*SIDE_FIELDS)

    def lock(self, ids: Iterable[int]) -> list[int]:
        """Lock these claims until the transaction ends, always in the same order; returns those that exist."""
        rows = self.filter(pk__any_of=set(ids)).order_by("pk").select_for_update(no_key=True)
        return list(rows.values_list("pk", flat=True))

    def untouched(self) -> Self:
        """Claims that no person decided, judged, placed or set aside, or is about to, so that they may go."""
        words = ("judgements_left", "judgements_right", "placements_left", "placements_right", "set_aside", "pending")
        return self.filter(version=0, **dict.fromkeys(words))

    def one_a_statement(self) -> Self:
        """Of the claims of a statement only the one that is most worth checking; the claims must not be sliced."""
        before = Q(checkworthiness__gt=OuterRef("checkworthiness"))
        before |= Q(checkworthiness=OuterRef("checkworthiness"), pk__lt=OuterRef("pk"))
        of_statement = self.order_by().filter(before, in_statement__statement=OuterRef("in_statement__statement"))
        # Counted, and inside an OR: so the few claims of a statement are looked up for each row, as far as a page goes.
        # As an EXISTS the planner joins the whole table, or walks the queue anew for every row.
        counted = of_statement.values("in_statement__statement").annotate(count=Count("pk")).values("count")
        # And compared by <: of that the planner expects a third of the rows to hold, of an equality hardly any.
        before_it = Coalesce(Subquery(counted), Value(0))
        return self.alias(before_it=before_it).filter(Q(in_statement=None) | Q(before_it__lt=1))

    def awaiting_review(self) -> Self:
        """The queue: never decided and not set aside, or decided and stale; and not just being decided on."""
        undecided = Q(current=True, status=Status.UNREVIEWED) & ~self._set_aside()
        return self.filter(self.CURRENT_OR_DECIDED).filter(undecided | self.STALE).not_pending()

    def not_pending(self) -> Self:
        """Without those on which a decision waits to be sealed."""
        return self.filter(~Exists(PendingClaim.objects.filter(pk=OuterRef("pk"))))

    def put_aside(self) -> Self:
        """Claims without a verdict that a reviewer has set aside, until something else is suggested for them."""
        return self.filter(self._set_aside(), current=True, status=Status.UNREVIEWED)

    @staticmethod
    def _set_aside() -> Exists:
        """That the latest word stands: the condition that SetAside.stands() tells of one row."""
        later = SetAside.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
        as_then = Q(suggested=Coalesce(OuterRef("suggestion__status"), Value("")))
        words = SetAside.objects.filter(~Exists(later), claim=OuterRef("pk")).exclude(reason=SetAside.Reason.TAKEN_BACK)
        return Exists(words.filter(Q(reason__in=SetAside.FOR_GOOD) | as_then))

    def stale(self) -> Self:
        """Decided, and to be looked at again."""
        return self.filter(self.STALE).not_pending()


class CrossReferenceQuerySet(models.QuerySet[Any]):
    def touching(self, claim_ids: Iterable[int]) -> Self:
        """Those with one of the claims on either side."""
        claim_ids = list(claim_ids)
        return self.filter(Q(left__any_of=claim_ids) | Q(right__any_of=claim_ids))

    def touching_articles(self, article_ids: Iterable[int]) -> Self:
        """Those with a claim of one of the articles on either side."""
        article_ids = list(article_ids)
        return self.filter(Q(left__article__any_of=article_ids) | Q(right__article__any_of=article_ids))

    def surplus(self, claim_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
        """By primary key the links of these claims that are above the limits at both ends, with their claims.

        A link above the limits at one end only is kept, as the claim at the other end would lose it; except that of an
        outlet's further claims, where the other claim has stronger links with that outlet.
        """
        too_much = self._too_much(claim_ids)
        if not too_much:
            return {}
        others = {other for found in too_much.values() for _, other in found}
        there = self._too_much(others)
        repeating = self._repeating({claim for found in too_much.values() for pair in found for claim in pair})
        surplus = {}
        for key, found in too_much.items():
            claim, other = next(iter(found))
            ends = {one for one, _ in found | there.get(key, set())} | ({claim, other} & repeating)
            if ends == {claim, other}:
                surplus[key] = (min(claim, other), max(claim, other))
        return surplus

    def _too_much(self, claim_ids: Iterable[int]) -> dict[int, set[tuple[int, int]]]:
        """By key of the link (the claim for which it is too much, the other)."""
        found: dict[int, set[tuple[int, int]]] = {}
        with connection.cursor() as cursor:
            cursor.execute(SURPLUS, {"claims": list(claim_ids), "source": MAX_PER_SOURCE, "claim": MAX_PER_CLAIM})
            for key, claim, other in cursor.fetchall():
                found.setdefault(key, set()).add((claim, other))
        return found

    def _repeating(self, claim_ids: Iterable[int]) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT claim_id FROM claims_preparedclaim WHERE claim_id = ANY(%s) AND repeats", [list(claim_ids)]
            )
            return {claim for (claim,) in cursor.fetchall()}

    def with_outlets(self) -> Self:
        """With what a suggestion needs: relation and reasons, and of each side the outlet and who speaks there."""
        own = ("relation", "score", "independent", "shared_origin", "drift", "reasons")
        sides = [f"{side}__{name}" for side in ("left", "right") for name in SIDE_FIELDS]
        joined = [f"{side}__{name}" for side in ("left", "right") for name in ("source", "article")]
        return self.select_related(*joined).only(*own, *sides)

    def with_sides(self) -> Self:
        """Both claims with their outlets and articles, in one query."""
        return self.select_related("left__source", "left__article", "right__source", "right__article")
