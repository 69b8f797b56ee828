"""The shapes that the running test works with, so that a factor of 5 can be called the batch size."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import TypeVar

from autograder.checks.context import TestContext, current

Shape = tuple[int, ...]
Result = TypeVar("Result")

# The shapes, and the run of a test that they belong to: another run starts with none.
_remembered: ContextVar[tuple[TestContext | None, list[Shape]]] = ContextVar("shapes of the running test")


def remember(*shapes: Iterable[int]) -> None:
    """Note the shapes of arrays that the running test hands out."""
    _of_this_run().extend(tuple(shape) for shape in shapes)


def remembered() -> tuple[Shape, ...]:
    """Every shape noted since the running test began."""
    return tuple(_of_this_run())


def noted_by(compute: Callable[[], Result]) -> tuple[Result, tuple[Shape, ...]]:
    """`compute()`, and the shapes that it notes: who gives its result again, without computing it, notes them again."""
    before = len(_of_this_run())
    result = compute()
    return result, tuple(_of_this_run()[before:])


def _of_this_run() -> list[Shape]:
    run = current.get(None)
    owner, shapes = _remembered.get((None, []))
    if owner is not run or run is None:
        shapes = []
        _remembered.set((run, shapes))
    return shapes


def batch_sizes(shapes: Iterable[Shape]) -> frozenset[int]:
    """The batch sizes, where the shapes leave no doubt: first axes of at least two matrices, and second axes of none.

    (Chained weights (20, 2), (5, 20) and biases never look like that; inputs (10, 2) and targets (10, 5) do. A column
    (5, 1) leaves doubt: it may be the bias of weights (5, 20).)
    """
    matrices = [shape for shape in shapes if len(shape) == 2 and shape[1] > 1]
    first = [rows for rows, _ in matrices]
    second = {columns for _, columns in matrices}
    return frozenset(rows for rows in first if rows > 1 and first.count(rows) > 1 and rows not in second)
