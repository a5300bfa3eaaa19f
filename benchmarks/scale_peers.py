"""Other ways to find the same candidates, timed beside ours on the same vectors."""

import time

import numpy as np
from pgvector import HalfVector
from rapidfuzz import fuzz, process
from usearch.index import Index

TOP = 50
NEAREST = """
SELECT claim.claim_id FROM claims_sentencevector AS vector
JOIN claims_preparedclaim AS claim ON claim.vector_id = vector.id
WHERE claim.source_id <> %s AND NOT claim.repeats
ORDER BY vector.embedding <=> %s::halfvec LIMIT %s
"""


def measures(
    stored: np.ndarray, sentences: list[str], claims: list, exact: list[list[int]], exact_seconds: float
) -> list[dict[str, str]]:
    """A row for each way: milliseconds a claim, and recall against the exact nearest.

    `exact` holds the nearest stored claims of each of `claims`, as PostgreSQL found them without the index.
    """
    queries = np.array([claim.vector.embedding for claim in claims], dtype=np.float32)
    started = time.perf_counter()
    nearest = blocked_top(stored, queries, TOP)
    return [
        row("numpy, all vectors, in blocks", time.perf_counter() - started, len(queries), "1.000"),
        in_memory_index(stored, queries, nearest),
        row("pgvector, exact scan", exact_seconds, len(claims), "1.000"),
        *pgvector_row_by_row(claims, exact),
        all_pairs_of_words(sentences, len(stored)),
    ]


def row(name: str, seconds: float, count: int, recall: str, note: str = "") -> dict[str, str]:
    return {"way": name, "ms a claim": f"{1000 * seconds / count:.2f}", f"recall@{TOP}": recall, "note": note}


def in_memory_index(stored: np.ndarray, queries: np.ndarray, exact: np.ndarray) -> dict[str, str]:
    index = Index(ndim=stored.shape[1], metric="cos", dtype="f16", connectivity=16, expansion_search=80)
    started = time.perf_counter()
    index.add(np.arange(len(stored)), stored, threads=2)
    building = time.perf_counter() - started
    started = time.perf_counter()
    found = index.search(queries, TOP, threads=1).keys
    seconds = time.perf_counter() - started
    hits = sum(len(set(one) & set(other)) for one, other in zip(found.tolist(), exact.tolist(), strict=True))
    return row(
        "usearch, HNSW in memory", seconds, len(queries), f"{hits / exact.size:.3f}", f"{building:.0f} s to build anew"
    )


def taken(count: int) -> list:
    """Stored claims with their vectors, at random: keys are hashes."""
    from claims.models import PreparedClaim

    rows = PreparedClaim.objects.filter(repeats=False).select_related("vector").defer("features")
    return list(rows.order_by("vector")[:count])


def ask(claims: list, *, exact: bool = False) -> tuple[list[list[int]], float]:
    """For each claim those of other sources that PostgreSQL finds nearest, with a query each; and the seconds."""
    from django.db import connection, transaction

    parameters = [(claim.source_id, HalfVector(claim.vector.embedding).to_text(), TOP) for claim in claims]
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        if exact:
            cursor.execute("SET LOCAL enable_indexscan = off")
        started = time.perf_counter()
        for one in parameters:
            cursor.execute(NEAREST, one)
            found.append([key for (key,) in cursor.fetchall()])
        return found, time.perf_counter() - started


def pgvector_row_by_row(claims: list, exact: list[list[int]]) -> list[dict[str, str]]:
    """The index as its manual begins with: a query a claim at the preset effort, a filter, a commit a row."""
    from claims.models import PreparedClaim, SentenceVector

    ask(claims)
    found, searching = ask(claims)
    hits = sum(len(set(one) & set(other)) for one, other in zip(found, exact, strict=True))
    whole = PreparedClaim.objects.in_bulk([claim.pk for claim in claims])
    PreparedClaim.objects.filter(pk__in=whole).delete()
    vectors = SentenceVector.objects.filter(pk__in=[claim.vector_id for claim in claims])
    vectors.filter(claims=None).delete()
    shared = set(vectors.values_list("pk", flat=True))
    alone = [claim for claim in claims if claim.vector_id not in shared]
    started = time.perf_counter()
    for claim in alone:
        claim.vector.save(force_insert=True)
        whole[claim.pk].save(force_insert=True)
    inserting = time.perf_counter() - started
    recall = f"{hits / sum(map(len, exact)):.3f}"
    return [
        row("pgvector, a query a claim, preset effort", searching, len(claims), recall, "finds 40 at most"),
        row("pgvector, storing a row at a time", inserting, len(alone), "-", "with its commit"),
    ]


def all_pairs_of_words(sentences: list[str], count: int) -> dict[str, str]:
    corpus = (sentences * (count // len(sentences) + 1))[:count]
    queries = sentences[:3]
    started = time.perf_counter()
    for query in queries:
        process.extract(query, corpus, scorer=fuzz.token_sort_ratio, limit=TOP)
    return row("rapidfuzz token_sort over all", time.perf_counter() - started, len(queries), "-", "by words")


def blocked_top(matrix: np.ndarray, queries: np.ndarray, top: int) -> np.ndarray:
    """Indexes of the `top` rows of the largest dot product for each query, block by block."""
    best = np.empty((len(queries), 0), dtype=np.int64)
    scores = np.empty((len(queries), 0), dtype=np.float32)
    for at in range(0, len(matrix), 100_000):
        block = queries @ matrix[at : at + 100_000].T
        keep = min(top, block.shape[1])
        chosen = np.argpartition(-block, keep - 1, axis=1)[:, :keep]
        scores = np.concatenate([scores, np.take_along_axis(block, chosen, axis=1)], axis=1)
        best = np.concatenate([best, chosen + at], axis=1)
    order = np.argsort(-scores, axis=1)[:, :top]
    return np.take_along_axis(best, order, axis=1)
