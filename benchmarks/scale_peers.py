"""Other ways to find the same candidates, timed beside ours on the same vectors."""

import time

import numpy as np
from rapidfuzz import fuzz, process
from usearch.index import Index

TOP = 50
QUERIES = 100


def measures(stored: np.ndarray, sentences: list[str]) -> list[dict[str, str]]:
    """A row for each way: milliseconds a claim, and recall against the exact nearest."""
    chance = np.random.default_rng(1)
    queries = stored[chance.integers(len(stored), size=QUERIES)]
    started = time.perf_counter()
    exact = blocked_top(stored, queries, TOP)
    rows = [row("numpy, all vectors, in blocks", time.perf_counter() - started, QUERIES, "1.000")]
    rows.append(in_memory_index(stored, queries, exact))
    rows.append(all_pairs_of_words(sentences, len(stored)))
    return rows


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
