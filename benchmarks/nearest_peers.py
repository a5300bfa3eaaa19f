"""Measure exact search for the nearest vectors beside other libraries': python -m benchmarks.nearest_peers

Ours is claims/analysis/vectors/nearest.py. Beside it, on the same vectors and with one thread each: usearch's exact
search in 8-bit integers and in 16-bit floats; faiss's flat indexes; and numkong's product of integer matrices in place
of ours. faiss-cpu and numkong are measured where they are installed. Each way finds the COUNT nearest for a batch as a
worker has it, and for one vector alone. Measured is processor time, so that others at work on the machine count little;
the fastest of several rounds, in turns. Recall is against floats.
"""

import argparse
import resource
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import onnxruntime  # noqa: F401 - before faiss: loaded after it, onnxruntime crashes

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors.nearest import LARGEST, NearestVectors, _Best

COUNT = 200  # that a worker asks for: eight times the candidates of a claim
BATCH = 250
ROUNDS = 5
CENTRES = 5_000
Search = Callable[[np.ndarray], np.ndarray]  # positions of the queries -> positions of the nearest, (n, COUNT)


def vectors(count: int, random: np.random.Generator) -> np.ndarray:
    """Unit vectors around centres, float32: neighbours as sentences of one event are."""
    centres = random.standard_normal((CENTRES, VECTOR_DIMENSIONS), dtype=np.float32)
    found = np.empty((count, VECTOR_DIMENSIONS), np.float32)
    for at in range(0, count, 100_000):
        size = min(100_000, count - at)
        block = centres[random.integers(CENTRES, size=size)]
        block = block + random.standard_normal(block.shape, dtype=np.float32)
        found[at : at + size] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return found


def integers(stored: np.ndarray) -> np.ndarray:
    """The vectors as our search keeps them, around 0."""
    return np.rint(np.clip(stored * (127 / LARGEST), -127, 127)).astype(np.int8)


def kept(stored: np.ndarray) -> NearestVectors:
    index = NearestVectors()
    for at in range(0, len(stored), 100_000):
        block = stored[at : at + 100_000]
        index.add(np.arange(at, at + len(block)), block)
    return index


def ours(stored: np.ndarray) -> Search:
    index = kept(stored)
    return lambda queries: index.nearest(queries, COUNT)[0]


def numkong_products(stored: np.ndarray) -> Search:
    """Our search with another product of matrices: what is larger than all before is sifted out as there."""
    import numkong

    index, whole = kept(stored), integers(stored)
    blocks = [(at, numkong.dots_pack(whole[at : at + 1024])) for at in range(0, len(whole), 1024)]

    def search(queries: np.ndarray) -> np.ndarray:
        asked = whole[queries]
        best = _Best(len(queries), COUNT)
        for at, block in blocks:
            best.add(np.ascontiguousarray(np.asarray(numkong.dots_packed(asked, block)).T), at)
        found = best.positions()
        similarities = index.similarities(np.repeat(queries, COUNT), found.ravel()).reshape(found.shape)
        return np.take_along_axis(found, np.argsort(-similarities, axis=1, kind="stable"), axis=1)

    return search


def usearch_exact(stored: np.ndarray, kind: str) -> Search:
    from usearch.index import MetricKind, search

    # On one scale, as ours: inner products of the integers rank as cosines do.
    matrix = integers(stored) if kind == "i8" else stored.astype(np.float16)

    def find(queries: np.ndarray) -> np.ndarray:
        found = search(matrix, matrix[queries], COUNT, MetricKind.IP, exact=True, threads=1, dtype=kind)
        return np.asarray(found.keys).reshape(len(queries), COUNT)

    return find


def faiss_flat(stored: np.ndarray, kind: str) -> Search:
    import faiss

    faiss.omp_set_num_threads(1)
    kinds = {"f16": faiss.ScalarQuantizer.QT_fp16, "i8": faiss.ScalarQuantizer.QT_8bit_uniform}
    if kind == "f32":
        index: Any = faiss.IndexFlatIP(VECTOR_DIMENSIONS)
    else:
        index = faiss.IndexScalarQuantizer(VECTOR_DIMENSIONS, kinds[kind], faiss.METRIC_INNER_PRODUCT)
        index.train(stored[:100_000])
    index.add(stored)
    return lambda queries: index.search(stored[queries], COUNT)[1]


def ways(stored: np.ndarray) -> dict[str, Callable[[], Search]]:
    """How to make each search."""
    found: dict[str, Callable[[], Search]] = {
        "ours: onnxruntime's integer product": lambda: ours(stored),
        "usearch exact, i8": lambda: usearch_exact(stored, "i8"),
        "usearch exact, f16": lambda: usearch_exact(stored, "f16"),
    }
    if find_spec("numkong"):
        found["the same with numkong's product"] = lambda: numkong_products(stored)
    if find_spec("faiss"):
        for kind in ("i8", "f16", "f32"):
            found[f"faiss flat, {kind}"] = lambda kind=kind: faiss_flat(stored, kind)  # type: ignore[misc]
    return found


def exact(stored: np.ndarray, queries: np.ndarray) -> np.ndarray:
    """The COUNT nearest by float32 products, in blocks of the queries."""
    found = [
        np.argpartition(-(stored[queries[at : at + 25]] @ stored.T), COUNT - 1, axis=1)[:, :COUNT]
        for at in range(0, len(queries), 25)
    ]
    return np.concatenate(found)


def recall(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.mean([len(set(a) & set(b)) / COUNT for a, b in zip(found.tolist(), wanted.tolist(), strict=True)]))


def seconds(search: Search, queries: np.ndarray) -> float:
    started = time.process_time()
    search(queries)
    return time.process_time() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--stored", nargs="+", type=int, default=[10_000, 200_000])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--without", nargs="*", default=[], help="beginnings of the names of ways to leave out")
    options = parser.parse_args()
    random = np.random.default_rng(10)
    for count in options.stored:
        stored = vectors(count, random)
        queries = random.choice(count, BATCH, replace=False)
        wanted = exact(stored, queries)
        left_out = tuple(options.without)
        searches = {name: make() for name, make in ways(stored).items() if not name.startswith(left_out)}
        batch, alone = ({name: float("inf") for name in searches} for _ in range(2))
        for _ in range(options.rounds):
            for name, search in searches.items():
                batch[name] = min(batch[name], seconds(search, queries) / BATCH)
                alone[name] = min(alone[name], seconds(search, queries[:1]))
        print(f"\n{count:,} stored, the {COUNT} nearest, one thread; milliseconds of processor time a vector\n")
        print(f"| way | in a batch of {BATCH} | alone | recall |\n|---|---:|---:|---:|")
        for name, search in searches.items():
            share = recall(search(queries), wanted)
            print(f"| {name} | {1000 * batch[name]:.3f} | {1000 * alone[name]:.2f} | {share:.3f} |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{peak:,} MB of memory at most, for all of them together.")


if __name__ == "__main__":
    main()
