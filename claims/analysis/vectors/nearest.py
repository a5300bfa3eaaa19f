"""The nearest of a million sentence vectors: exact search by integer products, in memory.

A batch of claims is one matrix product with all vectors; at 250 claims that is a microsecond for a thousand vectors and
claim. docs/performance.md compares it with indexes.
"""

from functools import cache
from typing import Any

import numpy
import numpy.typing

from claims.analysis.types import VECTOR_DIMENSIONS

MIDDLE = 128  # what stands for 0 in a stored vector
# What 127 stands for: none of 48,827 sentences' vectors held a larger number; such would be cut off. With one scale for
# all vectors, sums of integers can be ranked as they are.
LARGEST = 0.3
BLOCK = 1024  # vectors in a product: its results stay in the processor's cache

Positions = numpy.typing.NDArray[numpy.int64]
Vectors = numpy.typing.NDArray[numpy.floating]
_Integers = numpy.typing.NDArray[numpy.int8]
_Numbers = numpy.typing.NDArray[Any]


def whole_numbers(vectors: Vectors) -> _Numbers:
    """Vectors as whole numbers from -127 to 127, in float32."""
    whole: _Numbers = numpy.rint(numpy.clip(vectors.astype(numpy.float32) * (127 / LARGEST), -127, 127))
    return whole


class NearestVectors:
    """Unit vectors under whole numbers, kept as 384 integers of 8 bits each."""

    def __init__(self) -> None:
        self._keys = numpy.empty(0, numpy.int64)
        self._stored = numpy.empty((0, VECTOR_DIMENSIONS), numpy.uint8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def keys(self) -> Positions:
        """The vectors' numbers, rising."""
        return self._keys[: self._count]

    def add(self, keys: Positions, vectors: Vectors) -> None:
        """Add `vectors`, of shape (n, 384), under numbers that rise and are larger than all before."""
        end = self._count + len(keys)
        if end > len(self._keys):
            # The system moves pages and copies nothing; an eighth more than needed, so that it is seldom asked.
            self._keys.resize(end + end // 8, refcheck=False)
            self._stored.resize((end + end // 8, VECTOR_DIMENSIONS), refcheck=False)
        self._keys[self._count : end] = keys
        self._stored[self._count : end] = whole_numbers(vectors) + MIDDLE
        self._count = end

    def positions(self, keys: Positions) -> Positions:
        """Where the vectors of these numbers are; KeyError names one that isn't there."""
        found = numpy.searchsorted(self.keys, keys)
        missing = found == self._count
        missing[~missing] = self._keys[found[~missing]] != keys[~missing]
        if missing.any():
            raise KeyError(int(keys[missing][0]))
        return found

    def similarities(self, ones: Positions, others: Positions) -> numpy.typing.NDArray[numpy.float64]:
        """Cosines of pairs of vectors, by their positions: the same whichever is the one and whichever the other.

        They differ from those of the vectors as they were given by less than .001 on average, .01 at most.
        """
        found = numpy.empty(len(ones))
        for at in range(0, len(ones), 10_000):
            left, right = self._integers(ones[at : at + 10_000]), self._integers(others[at : at + 10_000])
            lengths = [numpy.einsum("ij,ij->i", side, side) for side in (left, right)]
            found[at : at + 10_000] = numpy.einsum("ij,ij->i", left, right) / numpy.sqrt(lengths[0] * lengths[1])
        return found

    def nearest(self, positions: Positions, count: int) -> tuple[Positions, numpy.typing.NDArray[numpy.float64]]:
        """For each vector at these positions the `count` nearest and their cosines, the nearest first.

        Both arrays are of shape (n, count), or (n, number of vectors) where that is less. A vector is among its own
        nearest.
        """
        count = min(count, self._count)
        queries = _without_overflow(self._integers(positions).astype(numpy.int8))
        best = _Best(len(queries), count)
        columns = numpy.ascontiguousarray(queries.T)
        for at in range(0, self._count, BLOCK):
            [products] = _multiply().run(None, {"a": self._stored[at : min(at + BLOCK, self._count)], "b": columns})
            best.add(products, at)
        found = best.positions()
        rows = numpy.repeat(positions, count)
        similarities = self.similarities(rows, found.ravel()).reshape(found.shape)
        order = numpy.argsort(-similarities, axis=1, kind="stable")
        return numpy.take_along_axis(found, order, axis=1), numpy.take_along_axis(similarities, order, axis=1)

    def _integers(self, positions: Positions) -> _Numbers:
        """The vectors at these positions, as whole numbers in float32: sums of 384 products of them are exact."""
        return self._stored[positions].astype(numpy.float32) - MIDDLE


class _Best:
    """The largest products of each query so far."""

    def __init__(self, queries: int, count: int) -> None:
        self._count = count
        self._least = numpy.full(queries, numpy.iinfo(numpy.int32).min, dtype=numpy.int32)
        self._query = self._position = self._product = numpy.empty(0, numpy.int64)
        self._added: list[tuple[Positions, Positions, _Numbers]] = []
        self._waiting = 0  # added since the last _keep_largest

    def add(self, products: _Numbers, first: int) -> None:
        """Add the products of a block of vectors, of shape (vectors, queries), that begins at position `first`."""
        if first == 0 and len(products) > self._count:
            self._least = numpy.partition(products, len(products) - self._count, axis=0)[-self._count] - 1
        places = numpy.flatnonzero(products > self._least)
        row, query = numpy.divmod(places, products.shape[1])
        self._added.append((query, row + first, products.ravel()[places]))
        self._waiting += len(places)
        # As many again as are kept: seldom, as what is larger than all before gets rarer, and never too much memory.
        if self._waiting >= self._count * len(self._least):
            self._keep_largest()

    def _keep_largest(self) -> None:
        """Drop all but the `count` largest of each query; of equal ones the first stays."""
        kept = (self._query, self._position, self._product)
        query, position, product = (numpy.concatenate(columns) for columns in zip(kept, *self._added, strict=True))
        self._added.clear()
        self._waiting = 0
        # By query, then product; of equal products those of lower positions came first.
        order = numpy.argsort(query * 2**32 - product, kind="stable")
        query = query[order]
        rank = numpy.arange(len(query)) - numpy.searchsorted(query, query)
        stay = order[rank < self._count]
        self._query, self._position, self._product = query[rank < self._count], position[stay], product[stay]
        full = numpy.bincount(self._query, minlength=len(self._least)) == self._count
        if self._count and full.all():
            self._least = self._product[self._count - 1 :: self._count].astype(numpy.int32)

    def positions(self) -> Positions:
        self._keep_largest()
        return self._position.reshape(len(self._least), self._count)


def _without_overflow(vectors: _Integers) -> _Integers:
    """Scale vectors down in which two neighbours add up to more than 128 either way, 1 in 80; ranks stay.

    Processors without VNNI add two products with stored numbers (up to 255) in 16 bits, where 255 * 129 is cut off.
    """
    whole = vectors.astype(numpy.int32)
    largest = numpy.abs(whole[:, 1:] + whole[:, :-1]).max(axis=1, initial=1)
    scale = numpy.minimum(1, 126 / largest)  # rounding adds up to a half to each of the two
    return numpy.where(largest > 128, numpy.rint(whole.T * scale), whole.T).T.astype(numpy.int8)


@cache
def _multiply() -> Any:
    """Multiplies stored vectors `a`, uint8 (n, 384), with queries `b`, int8 (384, m): the products are int32 (n, m)."""
    from onnx import TensorProto, helper

    from claims.analysis.vectors.runs import session

    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b", "zero"], ["products"])],
        "products",
        [
            helper.make_tensor_value_info("a", TensorProto.UINT8, [None, VECTOR_DIMENSIONS]),
            helper.make_tensor_value_info("b", TensorProto.INT8, [VECTOR_DIMENSIONS, None]),
        ],
        [helper.make_tensor_value_info("products", TensorProto.INT32, [None, None])],
        [helper.make_tensor("zero", TensorProto.UINT8, [], [MIDDLE])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return session(model.SerializeToString())
