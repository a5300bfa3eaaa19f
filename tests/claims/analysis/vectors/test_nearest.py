import numpy
import pytest

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors.nearest import BLOCK, NearestVectors

CLOSE = 0.01


def unit(vectors: numpy.ndarray) -> numpy.ndarray:
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def families(count: int, *, members: int = 20) -> numpy.ndarray:
    """`count` unit vectors in clusters of `members`, as sentences on one subject are."""
    chance = numpy.random.default_rng(0)
    middles = unit(chance.standard_normal((count // members, VECTOR_DIMENSIONS)))
    noise = unit(chance.standard_normal((count, VECTOR_DIMENSIONS)))
    return unit(middles[numpy.arange(count) % len(middles)] + 0.6 * noise)


def stored(vectors: numpy.ndarray, *, first: int = 1) -> NearestVectors:
    known = NearestVectors()
    known.add(numpy.arange(first, first + len(vectors)), vectors)
    return known


def test_the_nearest_are_those_of_exact_arithmetic_over_several_blocks():
    vectors = families(3 * BLOCK)
    positions = numpy.arange(0, len(vectors), 50)
    found, cosines = stored(vectors).nearest(positions, 30)
    exact = vectors[positions] @ vectors.T
    wanted = numpy.argsort(-exact, axis=1)[:, :30]
    hits = sum(len({*one} & {*other}) for one, other in zip(found.tolist(), wanted.tolist(), strict=True))
    assert hits > 0.97 * wanted.size
    assert numpy.abs(numpy.take_along_axis(exact, found, axis=1) - cosines).max() < CLOSE
    assert (numpy.diff(cosines) <= 0).all()
    assert (found[:, 0] == positions).all()


def test_added_in_parts_or_at_once_asked_alone_or_together_the_answer_is_the_same():
    vectors = families(1_500)
    whole, parts = stored(vectors), NearestVectors()
    for at in range(0, len(vectors), 170):
        parts.add(numpy.arange(at, min(at + 170, len(vectors))) + 1, vectors[at : at + 170])
    positions = numpy.array([3, 700, 1_499])
    together, cosines = whole.nearest(positions, 12)
    for row, position in enumerate(positions):
        alone, alone_cosines = parts.nearest(positions[row : row + 1], 12)
        assert alone[0].tolist() == together[row].tolist(), position
        assert alone_cosines[0].tolist() == cosines[row].tolist()


def test_a_cosine_is_the_same_from_either_side_and_one_with_itself():
    known = stored(families(200))
    ones, others = numpy.arange(100), numpy.arange(100, 200)
    assert known.similarities(ones, others).tolist() == known.similarities(others, ones).tolist()
    assert known.similarities(ones, ones) == pytest.approx(numpy.ones(100))


def test_vectors_that_come_ever_nearer_push_out_those_before():
    towards = families(40)[:1]
    share = numpy.linspace(0, 0.9, 3 * BLOCK)[:, None]
    vectors = unit(share * towards + (1 - share) * families(3 * BLOCK))
    found, _ = stored(numpy.concatenate([vectors, towards])).nearest(numpy.array([3 * BLOCK]), 20)
    exact = vectors @ towards[0]
    assert found[0, 0] == 3 * BLOCK
    assert exact[found[0, 1:]].min() > numpy.sort(exact)[-19] - CLOSE
    assert numpy.median(exact) < exact.max() - 10 * CLOSE


def test_of_equal_vectors_the_first_come_first():
    vectors = numpy.repeat(families(40), 60, axis=0)
    found, _ = stored(vectors).nearest(numpy.array([2_399]), 10)
    assert found[0].tolist() == list(range(2_340, 2_350))


def test_fewer_vectors_than_asked_for_are_all_given():
    found, _ = stored(families(20)).nearest(numpy.array([4]), 50)
    assert sorted(found[0].tolist()) == list(range(20))
    assert stored(families(20)).nearest(numpy.array([], dtype=int), 5)[0].shape == (0, 5)


def test_large_neighbouring_numbers_do_not_overflow():
    axes = numpy.eye(VECTOR_DIMENSIONS)
    vectors = unit(numpy.concatenate([axes + numpy.roll(axes, 1, axis=0), axes + numpy.roll(axes, 2, axis=0)]))
    known = stored(vectors)
    found, cosines = known.nearest(numpy.arange(len(vectors)), 1)
    assert found[:, 0].tolist() == list(range(len(vectors)))
    assert cosines == pytest.approx(1)


def test_a_vector_that_is_not_stored_is_named():
    known = stored(families(20), first=100)
    assert known.positions(numpy.array([100, 119])).tolist() == [0, 19]
    for missing in (99, 120):
        with pytest.raises(KeyError, match=str(missing)):
            known.positions(numpy.array([110, missing]))
