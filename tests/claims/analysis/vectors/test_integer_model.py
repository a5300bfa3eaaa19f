import numpy
import pytest

from claims.analysis.vectors.integer_model import without_overflow


@pytest.mark.parametrize("largest", [127, 100, 60])
def test_two_products_beside_each_other_fit_into_sixteen_bits(largest: int) -> None:
    chance = numpy.random.default_rng(0)
    matrix = chance.integers(-largest, largest + 1, size=(384, 40)).astype(numpy.int8)
    scales = chance.uniform(0.001, 0.1, size=(1, 40)).astype(numpy.float32)

    fitted, _ = without_overflow(matrix, scales)

    for onesided in (numpy.maximum(fitted, 0).astype(int), numpy.minimum(fitted, 0).astype(int)):
        pairs = 255 * (onesided[1:] + onesided[:-1])
        assert pairs.max() < 2**15
        assert pairs.min() >= -(2**15)


def test_the_matrix_keeps_its_values_to_half_a_step() -> None:
    chance = numpy.random.default_rng(1)
    matrix = chance.integers(-127, 128, size=(384, 40)).astype(numpy.int8)
    scales = chance.uniform(0.001, 0.1, size=(1, 40)).astype(numpy.float32)

    fitted, steps = without_overflow(matrix, scales)

    assert (numpy.abs(fitted * steps - matrix * scales) <= 0.501 * steps).all()


def test_a_column_without_large_neighbours_stays_as_it_was() -> None:
    matrix = numpy.array([[127], [0], [-127], [1], [50], [60]], dtype=numpy.int8)

    fitted, steps = without_overflow(matrix, numpy.array([[0.01]], dtype=numpy.float32))

    assert (fitted == matrix).all()
    assert steps == pytest.approx(0.01)
