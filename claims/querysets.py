"""What is asked of claims and cross-references."""

from collections.abc import Iterable
from typing import Self

from django.db import connection, models
from django.db.models import Q

from claims.analysis.types import Status
from claims.states import CheckPriority, CheckState
from factcheck.work import WorkQuerySet

MAX_PER_SOURCE = 3
MAX_PER_CLAIM = 200
PRUNE = """
DELETE FROM claims_crossreference WHERE id IN (
    SELECT id FROM (
        SELECT side.id,
            row_number() OVER (PARTITION BY side.claim_id, other.source_id ORDER BY score DESC, other.id) AS of_source,
            row_number() OVER (PARTITION BY side.claim_id ORDER BY score DESC, other.id) AS of_claim
        FROM (
            SELECT id, left_id AS claim_id, right_id AS other_id, score FROM claims_crossreference
            WHERE left_id = ANY(%(claims)s)
            UNION ALL
            SELECT id, right_id, left_id, score FROM claims_crossreference WHERE right_id = ANY(%(claims)s)
        ) AS side
        JOIN claims_claim AS other ON other.id = side.other_id
    ) AS ranked
    WHERE of_source > %(source)s OR of_claim > %(claim)s
)
"""


class ClaimQuerySet(WorkQuerySet):
    DUE = Q(check_state=CheckState.DUE, current=True)
    FAILED = {"check_state": CheckState.FAILED}
    AGAIN = {"check_state": CheckState.DUE, "check_priority": CheckPriority.ASKED_FOR, "run": None}
    FIRST = ("check_priority", "pk")
    # Not ~Q(stale_reason=""): that would hold for a claim without a suggestion as well.
    STALE = Q(suggestion__stale_reason__gt="")

    def current(self) -> Self:
        """Claims of the newest version of their article."""
        return self.filter(current=True)

    def asked_for(self) -> Self:
        """Claims whose cross-check somebody waits for: posted, found in a new article, or asked for by a person."""
        return self.filter(check_priority__lt=CheckPriority.BACKGROUND)

    def in_background(self) -> Self:
        """Claims that a background run has checked again."""
        return self.filter(check_priority__gte=CheckPriority.BACKGROUND)

    def with_evidence(self) -> Self:
        """What a list shows of each claim, in one query."""
        return self.select_related("source", "article", "suggestion").defer(
            "search", "article__text", "article__fingerprints", "article__credited"
        )

    def lock(self, ids: Iterable[int]) -> list[int]:
        """Lock these claims until the transaction ends, always in the same order; returns those that exist."""
        rows = self.filter(pk__any_of=set(ids)).order_by("pk").select_for_update(no_key=True)
        return list(rows.values_list("pk", flat=True))

    def awaiting_review(self) -> Self:
        """The queue: never decided, or decided and stale."""
        return self.current().filter(Q(status=Status.UNREVIEWED) | self.STALE)

    def stale(self) -> Self:
        """Decided, and to be looked at again."""
        return self.current().filter(self.STALE)


class CrossReferenceQuerySet(models.QuerySet):
    def touching(self, claim_ids: Iterable[int]) -> Self:
        """Those with one of the claims on either side."""
        claim_ids = list(claim_ids)
        return self.filter(Q(left__any_of=claim_ids) | Q(right__any_of=claim_ids))

    def prune(self, claim_ids: Iterable[int]) -> int:
        """Delete what is too much of these claims' cross-references; returns how many.

        Of one claim the strongest MAX_PER_SOURCE with each other source are kept, and MAX_PER_CLAIM in all: a
        sentence that one outlet repeats in ten thousand articles is no flood of links.
        """
        with connection.cursor() as cursor:
            cursor.execute(PRUNE, {"claims": list(claim_ids), "source": MAX_PER_SOURCE, "claim": MAX_PER_CLAIM})
            return cursor.rowcount

    def with_outlets(self) -> Self:
        """What a suggestion needs: relation and reasons, and of each side the outlet and the article's key."""
        sides = [f"{side}__{name}" for side in ("left", "right") for name in ("article", "polarity")]
        outlets = [f"{side}__source__{name}" for side in ("left", "right") for name in ("name", "kind", "owner")]
        own = ("relation", "score", "independent", "shared_origin", "drift", "reasons")
        return self.select_related("left__source", "right__source").only(*own, *sides, *outlets)

    def with_sides(self) -> Self:
        """Both claims with their outlets and articles, in one query."""
        return self.select_related("left__source", "left__article", "right__source", "right__article")
