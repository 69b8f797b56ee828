"""A pytest plugin for comparison only: the hidden tests with the student's file imported into pytest's own process.

This is how most graders work, and what the wall costs nothing against: no isolation, no limits, values that never
leave the process.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
from collections.abc import Generator, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder import checks
from autograder.checks.context import TestContext, current
from autograder.checks.draw import Draw
from autograder.checks.run import Run, running
from autograder.homework import Homework, load_homework
from autograder.intake.submission import Submission


def load_arrays(owner: Any, attribute: str, values: Mapping[str, Any]) -> None:
    getattr(owner, attribute).update({name: value.clone() for name, value in values.items()})


# the same names, without a wall in between; set before the tests import them
checks.load_arrays = load_arrays
checks.put = lambda student, value: value.clone()  # type: ignore[assignment]
checks.value_of = lambda value: value


def import_student(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("mlp", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def homework_of_the_tests() -> Homework:
    return load_homework("mlp")


@contextlib.contextmanager
def test_named(name: str) -> Iterator[None]:
    """What the checks want to know of the test that runs."""
    homework = homework_of_the_tests()
    no_session: Any = None  # nothing is asked of another process
    run = Run(homework, 0, no_session, Submission(name="", files={}))
    tokens = current.set(TestContext(homework=homework, test_id=name, seed=0)), running.set(run)
    try:
        yield
    finally:
        current.reset(tokens[0])
        running.reset(tokens[1])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with test_named(item.name):
        return (yield)


@cache
def submission() -> ModuleType:
    """The student's module; `submission.cache_clear()` makes it another one's."""
    return import_student(Path(os.environ["IN_PROCESS_SUBMISSION"]))


@pytest.fixture
def homework() -> Homework:
    return homework_of_the_tests()


@pytest.fixture
def student() -> ModuleType:
    return submission()


@pytest.fixture
def draw() -> Draw:
    context = current.get()
    return Draw(context.homework, context.test_id, context.seed)


@pytest.fixture
def beside() -> Any:
    return lambda name: import_student(homework_of_the_tests().tests_folder / "beside" / f"{name}.py")


@pytest.fixture
def module() -> Any:
    return lambda name: submission()
