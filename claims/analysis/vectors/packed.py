"""Vectors of claims' own words as 384 bytes each, and their cosines: read from the table only for pairs to compare."""

from collections.abc import Sequence

import numpy

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors.nearest import Vectors, whole_numbers


def packed(vectors: Vectors) -> list[bytes]:
    """The bytes of each of these unit vectors, of shape (n, 384)."""
    return [row.tobytes() for row in whole_numbers(vectors).astype(numpy.int8)]


def cosines(ones: Sequence[bytes], others: Sequence[bytes]) -> list[float | None]:
    """Cosine of each pair, the same whichever is the one and whichever the other; None where either is empty."""
    given = [place for place, pair in enumerate(zip(ones, others, strict=True)) if all(pair)]
    left, right = (
        numpy.frombuffer(b"".join(side[place] for place in given), numpy.int8)
        .reshape(-1, VECTOR_DIMENSIONS)
        .astype(numpy.float32)
        for side in (ones, others)
    )
    lengths = [numpy.einsum("ij,ij->i", side, side).astype(numpy.float64) for side in (left, right)]
    products = numpy.einsum("ij,ij->i", left, right) / numpy.sqrt(numpy.maximum(lengths[0] * lengths[1], 1))
    found: list[float | None] = [None] * len(ones)
    for place, cosine in zip(given, products.tolist(), strict=True):
        found[place] = cosine
    return found
