"""Vectors of claims in their articles, and their own vectors as bytes."""

import numpy

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors.encoder import encode
from claims.analysis.vectors.in_article import beginning, in_article
from claims.analysis.vectors.packed import cosines, packed

CLAIMS = ["Nine voted for it.", "Most of those present were in favour."]


def test_a_claim_without_an_article_keeps_its_own_vector() -> None:
    own = encode(CLAIMS)
    nothing = numpy.zeros((1, VECTOR_DIMENSIONS), numpy.float32)
    assert (in_article(own[:1], nothing) == own[:1]).all()


def test_claims_of_one_article_come_nearer_to_each_other_and_stay_of_length_one() -> None:
    own = encode(CLAIMS)
    start = encode([beginning("Council votes on the quarry", "The council of Orlen voted on its quarry.")] * 2)
    moved = in_article(own, start)
    assert numpy.allclose(numpy.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert moved[0] @ moved[1] > own[0] @ own[1]


def test_cosines_of_bytes_are_those_of_the_vectors_in_either_order() -> None:
    own = encode(CLAIMS)
    one, other = packed(own)
    assert len(one) == VECTOR_DIMENSIONS
    assert abs(cosines([one], [other])[0] - own[0] @ own[1]) < 0.01
    assert cosines([one], [other])[0] == cosines([other], [one])[0]
    assert cosines([one, b""], [other, one])[1] is None
