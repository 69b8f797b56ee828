"""The fixture of mlp_theory's hidden tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from theory_points import Point, drowned_points_of, points_of

from autograder.checks.context import current
from autograder.homework import Homework


@pytest.fixture
def points(homework: Homework, seed: int) -> Callable[[str], tuple[Point, ...]]:
    """points(task): one point of each size."""
    return lambda task: points_of(homework, task, current.get().test_id, seed)


@pytest.fixture
def drowned(homework: Homework, seed: int) -> Callable[[str, str], tuple[Point, ...]]:
    """drowned(task, derivative): the same points where difference quotients drown."""

    def of(task: str, asked_for: str) -> tuple[Point, ...]:
        return drowned_points_of(homework, task, asked_for, current.get().test_id, seed)

    return of
