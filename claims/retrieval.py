"""Which stored claims may say the same as a claim, found in SQL. Nothing is judged here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

CANDIDATES = 40
# Measured in docs/performance.md: what the index finds of the exact nearest, against the time it takes.
EF_SEARCH = 80

NEAREST = """
SELECT query.claim_id, candidate.claim_id, candidate.similarity
FROM claims_preparedclaim AS query
CROSS JOIN LATERAL (
    SELECT stored.claim_id, 1 - (stored.embedding <=> query.embedding) AS similarity
    FROM claims_preparedclaim AS stored
    WHERE stored.source_id <> query.source_id
    ORDER BY stored.embedding <=> query.embedding
    LIMIT %(limit)s
) AS candidate
WHERE query.claim_id = ANY(%(ids)s)
"""

SIMILARITY = """
SELECT one.claim_id, other.claim_id, 1 - (one.embedding <=> other.embedding)
FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS pair (one_id, other_id)
JOIN claims_preparedclaim AS one ON one.claim_id = pair.one_id
JOIN claims_preparedclaim AS other ON other.claim_id = pair.other_id
"""


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A pair to compare, in canonical order, with the cosine of the two sentence vectors (-1 to 1)."""

    left: int
    right: int
    similarity: float


def candidate(one: int, other: int, similarity: float) -> Candidate:
    return Candidate(min(one, other), max(one, other), similarity)


def nearest(claim_ids: Sequence[int], *, limit: int) -> list[tuple[int, int, float]]:
    """(claim, other claim, cosine) for the `limit` nearest current claims of other sources."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Neighbours are filtered after the approximate index: it searches on until enough have come through.
        cursor.execute("SET LOCAL hnsw.iterative_scan = 'relaxed_order'")
        cursor.execute(f"SET LOCAL hnsw.ef_search = {EF_SEARCH:d}")
        cursor.execute(NEAREST, {"ids": list(claim_ids), "limit": limit})
        return cursor.fetchall()


def candidates(claim_ids: Sequence[int], *, limit: int = CANDIDATES) -> list[Candidate]:
    """The nearest current claims of other sources for each claim; each pair once, in order."""
    found = (candidate(*row) for row in nearest(claim_ids, limit=limit))
    return sorted({(pair.left, pair.right): pair for pair in found}.values())


def pairs(ones: Sequence[int], others: Sequence[int]) -> list[Candidate]:
    """The given pairs, with their similarity."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILARITY, {"ones": list(ones), "others": list(others)})
        return sorted(candidate(*row) for row in cursor.fetchall())
