"""Reports to show: a class whose names, messages and scores a test chooses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.homework import Homework, SubmittedFile, Tolerance
from autograder.report import Outcome, Report, Student, TestResult


@pytest.fixture
def result() -> Callable[..., TestResult]:
    """`result("test_a", 2, of=5, message="…")`: one test's result; wrong unless it has all its points."""

    def make(test: str = "test_a", score: float = 1.0, *, of: float = 1.0, **settings: Any) -> TestResult:
        settings.setdefault("outcome", Outcome.OK if score == of else Outcome.WRONG)
        return TestResult(id=test, name=settings.pop("name", f"name of {test}"), score=score, max_score=of, **settings)

    return make


@pytest.fixture
def report(result: Callable[..., TestResult]) -> Callable[..., Report]:
    """`report("s1", [result(…)], name="Ana Dvořák")`: one submission's Report, graded unless said otherwise."""

    def make(submission: str = "s1", tests: Any = None, *, name: str = "", **settings: Any) -> Report:
        identity = settings.pop("id", "")
        if name:
            settings["students"] = (Student(name=name, id=identity, email=f"{submission}@example.edu"),)
        tests = (result(),) if tests is None else tuple(tests)
        settings = {"outcome": Outcome.OK, "isolation": "full", "title": "Homework 3"} | settings
        return Report(homework="mlp", submission=submission, tests=tests, **settings)

    return make


@pytest.fixture
def homework() -> Homework:
    return Homework(
        title="Homework 3",
        points=50,
        submit=(SubmittedFile("mlp.py"),),
        arrays="torch.float32",
        tolerance=Tolerance(relative=1e-4, absolute=1e-6),
        name="mlp",
        folder=str(Path("hidden_tests/mlp")),
    )
