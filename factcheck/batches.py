"""Acting on many items at once, or one by one where one of them fails."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Faults = tuple[type[Exception], ...]


def at_once_or_singly(
    items: Sequence[Item], act: Callable[[Sequence[Item]], list[Result]], *, faults: Faults
) -> tuple[list[Result], list[tuple[Item, Exception]]]:
    """What `act` returns for all items; when it raises one of `faults`, it is called for each item alone.

    Returns the results, and the items it failed for, each with its error. An action that failed must have changed
    nothing.
    """
    try:
        return act(items), []
    except faults:
        results: list[Result] = []
        failed: list[tuple[Item, Exception]] = []
        for item in items:
            try:
                results += act([item])
            except faults as error:
                failed.append((item, error))
        return results, failed
