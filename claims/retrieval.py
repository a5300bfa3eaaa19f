"""Which stored claims may say the same as a claim, found in SQL. Nothing is judged here."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction

CANDIDATES = 25
# One outlet's repetitions add nothing; more of them than this make room for other outlets.
PER_SOURCE = 3
# How often the search goes on without the outlets that filled it, for claims that one outlet repeats by the thousand.
ROUNDS = 3
# Measured in docs/performance.md: what the index finds of the exact nearest, against the time it takes.
EF_SEARCH = 120

NEAREST = """
SELECT query.claim_id, candidate.claim_id, candidate.similarity, candidate.source_id
FROM claims_preparedclaim AS query
CROSS JOIN LATERAL (
    SELECT stored.claim_id, stored.source_id, 1 - (stored.embedding <=> query.embedding) AS similarity
    FROM claims_preparedclaim AS stored
    WHERE NOT stored.repeats AND stored.source_id <> query.source_id AND stored.source_id <> ALL(%(without)s)
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


def nearest(
    claim_ids: Sequence[int], *, limit: int, without: Collection[int] = ()
) -> list[tuple[int, int, float, int]]:
    """(claim, other claim, cosine, other source) for the `limit` nearest current claims of other sources.

    `without` names sources to leave out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Neighbours are filtered after the approximate index: it searches on until enough have come through.
        cursor.execute("SET LOCAL hnsw.iterative_scan = 'relaxed_order'")
        cursor.execute(f"SET LOCAL hnsw.ef_search = {EF_SEARCH:d}")
        cursor.execute(NEAREST, {"ids": list(claim_ids), "limit": limit, "without": list(without)})
        return cursor.fetchall()


def candidates(claim_ids: Sequence[int], *, limit: int = CANDIDATES) -> list[Candidate]:
    """The nearest claims of other sources for each claim, PER_SOURCE of one source; each pair once, in order."""
    found: dict[tuple[int, int], Candidate] = {}
    rows = nearest(claim_ids, limit=limit)
    for claim, own in grouped(rows):
        kept = spread(own)
        without: set[int] = set()
        for _ in range(ROUNDS):
            if len(own) < limit or len(kept) > limit // 2:
                break
            without |= {source for _, _, _, source in own}
            own = nearest([claim], limit=limit, without=without)
            kept += spread(own)
        for one, other, similarity, _ in kept[:limit]:
            pair = candidate(one, other, similarity)
            found[pair.left, pair.right] = pair
    return sorted(found.values())


def grouped(rows: Iterable[tuple[int, int, float, int]]) -> Iterator[tuple[int, list[tuple[int, int, float, int]]]]:
    """The rows of each claim, the nearest first."""
    ordered = sorted(rows, key=lambda row: (row[0], -row[2], row[1]))
    for claim, own in groupby(ordered, key=itemgetter(0)):
        yield claim, list(own)


def spread(rows: Iterable[tuple[int, int, float, int]]) -> list[tuple[int, int, float, int]]:
    """The first PER_SOURCE rows of each source, in their order."""
    count: Counter[int] = Counter()
    kept = []
    for row in rows:
        count[row[3]] += 1
        if count[row[3]] <= PER_SOURCE:
            kept.append(row)
    return kept


def pairs(ones: Sequence[int], others: Sequence[int]) -> list[Candidate]:
    """The given pairs, with their similarity."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILARITY, {"ones": list(ones), "others": list(others)})
        return sorted(candidate(*row) for row in cursor.fetchall())
