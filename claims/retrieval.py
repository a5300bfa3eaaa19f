"""Which stored claims may say the same as a claim, found in SQL. Nothing is judged here."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db import connection, transaction

CANDIDATES = 25  # different sentences that a claim is compared with
# One sentence may stand in thousands of outlets; as many of them as this are compared with it.
PER_SENTENCE = 25
# One outlet's repetitions add nothing; more of them than this make room for other outlets.
PER_SOURCE = 3
# How often the search goes on without the outlets that filled it, for claims that one outlet repeats by the thousand.
ROUNDS = 3
# Entries of the index that the search keeps in view, for each that is asked for. docs/performance.md has what it finds
# of the exact nearest, and the time it takes.
EFFORT = 4

NEAREST = """
SELECT query.claim_id, near.similarity, near.claims, near.sources, near.beyond
FROM claims_preparedclaim AS query
JOIN claims_sentencevector AS own ON own.id = query.vector_id
CROSS JOIN LATERAL (
    SELECT 1 - (stored.embedding <=> own.embedding) AS similarity, others.*
    FROM claims_sentencevector AS stored
    CROSS JOIN LATERAL (
        SELECT array_agg(claim_id) AS claims, array_agg(source_id) AS sources, max(saying.all) - count(*) AS beyond
        FROM (
            SELECT claim_id, source_id, count(*) OVER () AS all FROM claims_preparedclaim
            WHERE vector_id = stored.id AND NOT repeats
                AND source_id <> query.source_id AND source_id <> ALL(%(without)s)
            ORDER BY source_id
            LIMIT %(per_sentence)s
        ) AS saying
        HAVING count(*) > 0
    ) AS others
    ORDER BY stored.embedding <=> own.embedding
    LIMIT %(limit)s
) AS near
WHERE query.claim_id = ANY(%(ids)s)
"""

SIMILARITY = """
SELECT one.claim_id, other.claim_id, 1 - (mine.embedding <=> theirs.embedding)
FROM unnest(%(ones)s::bigint[], %(others)s::bigint[]) AS pair (one_id, other_id)
JOIN claims_preparedclaim AS one ON one.claim_id = pair.one_id
JOIN claims_preparedclaim AS other ON other.claim_id = pair.other_id
JOIN claims_sentencevector AS mine ON mine.id = one.vector_id
JOIN claims_sentencevector AS theirs ON theirs.id = other.vector_id
"""


Pair = tuple[int, int]


class Candidate(NamedTuple):
    """A pair to compare, in canonical order, with the cosine of the two sentence vectors (-1 to 1)."""

    left: int
    right: int
    similarity: float


def candidate(one: int, other: int, similarity: float) -> Candidate:
    return Candidate(min(one, other), max(one, other), similarity)


class Sentence(NamedTuple):
    """A stored sentence near to a claim's, with the claims of other sources that consist of it."""

    similarity: float
    claims: list[int]
    sources: list[int]  # of the claims, in their order
    beyond: int  # how many more claims consist of it


def nearest(claim_ids: Sequence[int], *, limit: int, without: Collection[int] = ()) -> dict[int, list[Sentence]]:
    """For each claim the `limit` nearest sentences that other sources say, the nearest first.

    `without` names sources to leave out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Neighbours are filtered after the approximate index: it searches on until enough have come through.
        cursor.execute("SET LOCAL hnsw.iterative_scan = 'relaxed_order'")
        cursor.execute(f"SET LOCAL hnsw.ef_search = {EFFORT * limit:d}")
        parameters = {"ids": list(claim_ids), "limit": limit, "without": list(without), "per_sentence": PER_SENTENCE}
        cursor.execute(NEAREST, parameters)
        found: dict[int, list[Sentence]] = {claim: [] for claim in claim_ids}
        for claim, *sentence in cursor.fetchall():
            found[claim].append(Sentence(*sentence))
    for sentences in found.values():
        sentences.sort(key=lambda sentence: (-sentence.similarity, sentence.claims))
    return found


def candidates(claim_ids: Sequence[int], *, limit: int = CANDIDATES) -> tuple[list[Candidate], dict[Pair, int]]:
    """The claims of other sources that consist of the nearest sentences; each pair once, in order.

    Of one source PER_SOURCE claims are taken. Of a sentence that more outlets print than PER_SENTENCE the second
    value says how many are passed over, by (claim, a candidate that stands for them).
    """
    found: dict[Pair, Candidate] = {}
    beyond: dict[Pair, int] = {}
    for claim, own in nearest(claim_ids, limit=limit).items():
        kept = spread(own)
        without: set[int] = set()
        for _ in range(ROUNDS):
            if len(own) < limit or len(kept) > limit // 2:
                break
            without.update(source for sentence in own for source in sentence.sources)
            own = nearest([claim], limit=limit, without=without)[claim]
            kept += spread(own)
        for sentence in kept[:limit]:
            if sentence.beyond:
                beyond[claim, sentence.claims[0]] = sentence.beyond
            for other in sentence.claims:
                pair = candidate(claim, other, sentence.similarity)
                found[pair.left, pair.right] = pair
    return sorted(found.values()), beyond


def spread(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences in their order, with the first PER_SOURCE claims of each source."""
    count: Counter[int] = Counter()
    kept = []
    for sentence in sentences:
        few = []
        for claim, source in zip(sentence.claims, sentence.sources, strict=True):
            count[source] += 1
            if count[source] <= PER_SOURCE:
                few.append((claim, source))
        if len(few) == len(sentence.claims):
            kept.append(sentence)
        elif few:
            claims, sources = zip(*few, strict=True)
            kept.append(sentence._replace(claims=list(claims), sources=list(sources)))
    return kept


def pairs(ones: Sequence[int], others: Sequence[int]) -> list[Candidate]:
    """The given pairs, with their similarity."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILARITY, {"ones": list(ones), "others": list(others)})
        return sorted(candidate(*row) for row in cursor.fetchall())
