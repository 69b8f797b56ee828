"""A running hidden test for the tests of the checks: a homework and a context, without any student."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from autograder.checks.context import TestContext, current
from autograder.homework import Homework, Tolerance


@pytest.fixture(scope="session")
def homework() -> Callable[..., Homework]:
    """A homework with the settings given and a few defaults."""

    def make(**settings: Any) -> Homework:
        defaults: dict[str, Any] = {
            "title": "A homework", "points": 1, "submit": (), "arrays": "numpy.float64", "name": "example",
            "tolerance": Tolerance(relative=1e-5, absolute=1e-8),
        }  # fmt: skip
        return Homework(**defaults | settings)

    return make


@pytest.fixture(scope="session")
def running_test(homework: Callable[..., Homework]) -> Callable[..., AbstractContextManager[TestContext]]:
    """`with running_test(reveal="where") as context:` is the inside of a hidden test of such a homework."""

    @contextmanager
    def run(**settings: Any) -> Iterator[TestContext]:
        context = TestContext(homework=homework(**settings), test_id="test_example", seed=0)
        token = current.set(context)
        try:
            yield context
        finally:
            current.reset(token)

    return run


@pytest.fixture
def context(running_test: Callable[..., AbstractContextManager[TestContext]]) -> Iterator[TestContext]:
    """The context of a running hidden test."""
    with running_test() as running:
        yield running
