from collections.abc import Sequence

import pytest

from factcheck.batches import at_once_or_singly


def test_all_are_acted_on_at_once_and_one_by_one_only_after_a_fault():
    calls: list[list[int]] = []

    def divide(numbers: Sequence[int]) -> list[int]:
        calls.append(list(numbers))
        return [60 // number for number in numbers]

    assert at_once_or_singly([1, 2], divide, faults=(ArithmeticError,)) == ([60, 30], [])
    assert calls == [[1, 2]]
    results, failed = at_once_or_singly([3, 0, 4], divide, faults=(ArithmeticError,))
    assert results == [20, 15]
    assert [(item, type(error)) for item, error in failed] == [(0, ZeroDivisionError)]
    assert calls[1:] == [[3, 0, 4], [3], [0], [4]]


def test_a_fault_that_is_not_expected_of_an_item_is_raised():
    with pytest.raises(ZeroDivisionError):
        at_once_or_singly([0], lambda numbers: [1 // number for number in numbers], faults=(LookupError,))
