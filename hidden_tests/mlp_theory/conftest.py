"""The fixture of mlp_theory's hidden tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from theory_points import Point, drowned_points_of, points_of

from autograder.checks.context import current


@pytest.fixture
def points(autograder_run: Any) -> Callable[[str], tuple[Point, ...]]:
    """points(task): one point of each size."""
    return lambda task: points_of(autograder_run.homework, task, current.get().test_id, autograder_run.seed)


@pytest.fixture
def drowned(autograder_run: Any) -> Callable[[str, str], tuple[Point, ...]]:
    """drowned(task, derivative): the same points where difference quotients drown."""

    def of(task: str, asked_for: str) -> tuple[Point, ...]:
        return drowned_points_of(autograder_run.homework, task, asked_for, current.get().test_id, autograder_run.seed)

    return of
