"""Other ways to find the same candidates, timed beside ours on the same vectors."""

import time
from uuid import uuid4

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


def measures(stored: np.ndarray, sentences: list[str], claims: list) -> list[dict[str, str]]:
    """A row for each way: milliseconds a claim for the TOP nearest of `claims`, and recall against an exact scan."""
    queries = np.array([claim.vector.embedding for claim in claims], dtype=np.float32)
    started = time.perf_counter()
    nearest = blocked_top(stored, queries, TOP)
    return [
        row("numpy, all vectors, in blocks", time.perf_counter() - started, len(queries), "1.000"),
        in_memory_index(stored, queries, nearest),
        *in_postgresql(claims),
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
    """Stored claims with their vectors, at random: the keys of vectors are hashes."""
    from claims.models import PreparedClaim

    rows = PreparedClaim.objects.filter(repeats=False).select_related("vector").defer("features")
    return list(rows.order_by("vector__key")[:count])


def ask(claims: list, *, effort: int = 40) -> tuple[list[list[int]], float]:
    """For each claim those of other sources that PostgreSQL finds nearest, with a query each; and the seconds.

    `effort` is that of an index, where there is one; 40 is preset.
    """
    from django.db import connection, transaction

    parameters = [(claim.source_id, HalfVector(claim.vector.embedding).to_text(), TOP) for claim in claims]
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL hnsw.ef_search = {effort:d}")
        started = time.perf_counter()
        for one in parameters:
            cursor.execute(NEAREST, one)
            found.append([key for (key,) in cursor.fetchall()])
        return found, time.perf_counter() - started


def in_postgresql(claims: list) -> list[dict[str, str]]:
    """A scan; the index as its manual begins with (a query a claim, a filter, a commit a row); and with more effort."""
    from django.db import connection

    exact, seconds = ask(claims)
    rows = [
        row("pgvector, exact scan", seconds, len(claims), "1.000"),
        row("pgvector, storing a row", store_again(claims), len(claims), "-", "with its commit"),
    ]
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX peer ON claims_sentencevector USING hnsw (embedding halfvec_cosine_ops)")
    note = f"{time.perf_counter() - started:.0f} s to index"
    for effort in (40, 200):
        ask(claims, effort=effort)
        found, searching = ask(claims, effort=effort)
        hits = sum(len(set(one) & set(other)) for one, other in zip(found, exact, strict=True))
        recall = f"{hits / sum(map(len, exact)):.3f}"
        rows.append(row(f"pgvector, HNSW, effort {effort}", searching, len(claims), recall, note))
    rows.append(row("pgvector, HNSW, storing a row", store_again(claims), len(claims), "-", "with its commit"))
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX peer")
    return rows


def store_again(claims: list) -> float:
    """The seconds it takes to store the vectors of these claims, under other keys, a commit each."""
    from claims.models import SentenceVector

    copies = [SentenceVector(key=uuid4(), embedding=claim.vector.embedding) for claim in claims]
    started = time.perf_counter()
    for one in copies:
        one.save(force_insert=True)
    seconds = time.perf_counter() - started
    SentenceVector.objects.filter(pk__in=[one.pk for one in copies]).delete()
    return seconds


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
