"""A pytest plugin for comparison only: the hidden tests with the student's file imported into pytest's own process.

This is how most graders work, and what the wall costs nothing against: no isolation, no limits, values that never
leave the process.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder import checks
from autograder.checks.context import TestContext, current
from autograder.checks.draw import Draw
from autograder.homework import Homework, load_homework


def load_arrays(owner: Any, attribute: str, values: Mapping[str, Any]) -> None:
    getattr(owner, attribute).update({name: value.clone() for name, value in values.items()})


def tell(function: Any, *args: Any) -> None:
    function(*args)


def batch(questions: Sequence[Any]) -> list[Any]:
    return [question[0](*question[1]) if isinstance(question, tuple) else question() for question in questions]


class Later:
    """Stands for an object whose attributes are read when `batch` comes to them."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    def __getattr__(self, name: str) -> Any:
        return lambda: getattr(self._owner, name)


# the same names, without a wall in between; set before the tests import them
checks.load_arrays = load_arrays
checks.tell = tell
checks.batch = batch
checks.by_ref = Later  # type: ignore[assignment]
checks.put = lambda student, value: value.clone()  # type: ignore[assignment]
checks.value_of = lambda value: value


def import_student(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("mlp", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _context(request: pytest.FixtureRequest) -> Iterator[None]:
    token = current.set(TestContext(homework=load_once(), test_id=request.node.name, seed=0))
    yield
    current.reset(token)


_homework: list[Homework] = []


def load_once() -> Homework:
    if not _homework:
        _homework.append(load_homework("mlp"))
    return _homework[0]


@pytest.fixture
def homework() -> Homework:
    return load_once()


@pytest.fixture(scope="session")
def _module() -> ModuleType:
    return import_student(Path(os.environ["IN_PROCESS_SUBMISSION"]))


@pytest.fixture
def student(_module: ModuleType) -> ModuleType:
    return _module


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> Draw:
    return Draw(load_once(), request.node.name, 0)


@pytest.fixture
def beside() -> Any:
    return lambda name: import_student(load_once().tests_folder / "beside" / f"{name}.py")


@pytest.fixture
def module(_module: ModuleType) -> Any:
    return lambda name: _module
