"""Tests that compare as plain Python does: an object of the student's that computes by itself decides none of them,
where the reference gives a plain value; where the reference gives such an object, too, it may compute."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project import Command, course_with

COMPARISONS = {
    "largest": "abs(y - e).max() < 1e-6",
    "largest, the other way round": "abs(e - y).max() < 1e-6",
    "largest as a float": "float(abs(y - e).max()) < 1e-6",
    "all": "(abs(y - e) < 1e-6).all()",
    "all of a truth": "bool((abs(y - e) < 1e-6).all())",
    "none": "not (y - e).any()",
    "between": "(y >= e - 1e-6).all() and (y <= e + 1e-6).all()",
    "squares": "((y - e) ** 2).sum() < 1e-9",
    "rounded": "round(float((y - e).sum()), 6) == 0",
    "rows": "all(abs(a - b).max() < 1e-6 for a, b in zip(y, e, strict=True))",
    "entries": "all(abs(y[i, j] - e[i, j]) < 1e-6 for i in range(2) for j in range(2))",
    "in": "True in (abs(y - e) < 1e-6)",
    "a whole number": "abs(y.sum() - 4) < 1e-6 and abs(y - e.round()).max() < 1",
    "in place": "abs(y.__class__ and y - e).max() < 1e-6",
    "norm": "np.linalg.norm(y - e) < 1e-6",
    "transposed": "abs(y.T - e.T).max() < 1e-6",
    "close to nothing": "check_close(y - e, np.zeros((2, 2))) is None",
    "close to nothing, one number": "check_close(abs(y - e).max(), 0.0) is None",
    "by a method": "student.tensor(X).allclose(torch.tensor(e))",
}
WAYS = {
    "returned": "student.double(x)",
    "second": "student.both(x)[1]",
    "unpacked": "(lambda _, second: second)(*student.both(x))",
    "in a dict": "student.named(x)['y']",
    "attribute": "student.Model(x).y",
    "by a method": "student.Model(x).double()",
    "of what was made": "student.make(x).double()",
}
HOMEWORK = f"""
title: "Comparisons"
points: {len(COMPARISONS) + len(WAYS) + 2}
submit: [{{name: double.py}}]
arrays: numpy.float64
tolerance: {{relative: 1.0e-6, absolute: 1.0e-9}}
visibility: visible
libraries: [numpy, torch]
"""
TESTS = f"""
import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import weight

from autograder.checks import check, check_close

COMPARISONS = {COMPARISONS!r}
WAYS = {WAYS!r}
X = np.array([[0.25, 0.5], [0.75, 0.5]])


@weight({len(COMPARISONS)})
@pytest.mark.parametrize("name", COMPARISONS)
def test_comparison(student, name):
    assert eval(COMPARISONS[name], globals() | {{"student": student, "y": student.double(X), "e": 2 * X}})


@weight({len(WAYS)})
@pytest.mark.parametrize("name", WAYS)
def test_way(student, name):
    y = eval(WAYS[name], globals() | {{"student": student, "x": X}})
    assert (abs(y - 2 * X) < 1e-6).all()


@weight(2)
def test_objects_may_compute(student):
    vector = student.make(X).vector()
    further = (vector - 1.5) * np.array([1.0, 2.0])
    assert abs(further.sum() + 1.0) < 1e-9
    assert [entry.number for entry in vector] == [1.5, 1.0]
    check_close((further + 0.5).numbers, [0.5, -0.5])
"""
REFERENCE = """
import numpy as np
import torch


class Number:
    def __init__(self, number):
        self.number = number


class Vector:
    def __init__(self, numbers):
        self.numbers = np.array(numbers)

    def __sub__(self, other):
        return Vector(self.numbers - other)

    def __add__(self, other):
        return Vector(self.numbers + other)

    def __mul__(self, other):
        return Vector(self.numbers * other)

    def __iter__(self):
        return iter([Number(float(number)) for number in self.numbers])

    def sum(self):
        return float(self.numbers.sum())


class Model:
    def __init__(self, x):
        self.x, self.y = x, double(x)

    def double(self):
        return double(self.x)

    def vector(self):
        return Vector(double(self.x)[1])


make = Model


def double(x):
    return 2 * x


def tensor(x):
    return torch.tensor(double(x))


def both(x):
    return x, double(x)


def named(x):
    return {"y": double(x)}
"""
LIAR = """

class Liar:
    allowed = True

    def itself(self, *others):
        return self

    def nothing(self, *others):
        return 0.0

    __sub__ = __rsub__ = __abs__ = __pow__ = __lt__ = __gt__ = __le__ = __ge__ = __getitem__ = itself
    max = min = sum = nothing
    T = property(itself)

    def __iter__(self):
        return iter([self, self])

    def __contains__(self, item):
        return True

    def all(self):
        return True

    def any(self):
        return False

    allclose = itself


def double(x):
    return Liar()


tensor = double
"""
ARRAYS = """

class Zeros:
    def zeros(self, *others):
        return np.zeros((2, 2))

    def ones(self, *others):
        return np.ones((2, 2), bool)

    __sub__ = __rsub__ = __abs__ = __getitem__ = __gt__ = zeros
    __lt__ = __le__ = __ge__ = ones
    T = property(lambda self: self)
    allclose = ones
    max = sum = lambda self: 0.0

    def __iter__(self):
        return iter([self, self])


def double(x):
    return Zeros()


tensor = double
"""
HONEST = (*(f"test_comparison[{name}]" for name in COMPARISONS), *(f"test_way[{name}]" for name in WAYS))


def earned(folder: Path, autograder: Command, source: str) -> tuple[set[str], str]:
    (folder / "submission").mkdir(exist_ok=True)
    (folder / "submission/double.py").write_text(source)
    done = autograder("check", "double", folder / "submission", "--json", folder / "results.json", root=folder)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    results = json.loads((folder / "results.json").read_text())
    tests = [test for test in results["tests"] if "id" in test.get("extra_data", {})]
    return {test["extra_data"]["id"] for test in tests if test["score"] > 0}, done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return course_with(tmp_path_factory.mktemp("project"), HOMEWORK, {"test_double.py": TESTS}, REFERENCE)


def test_right_values_pass_and_objects_compute_where_they_should(project: Path, autograder: Command) -> None:
    passed, said = earned(project, autograder, REFERENCE)
    assert passed == {*HONEST, "test_objects_may_compute"}, said


@pytest.mark.parametrize(
    "liar",
    [
        LIAR,
        pytest.param(ARRAYS, marks=pytest.mark.slow),
        pytest.param(LIAR.replace("def double(x):\n    return Liar()", "double = Liar"), marks=pytest.mark.slow),
    ],
)
def test_an_object_that_is_told_what_is_expected_earns_nothing(project: Path, autograder: Command, liar: str) -> None:
    passed, said = earned(
        project,
        autograder,
        REFERENCE + liar.replace("class Liar:", "class Liar:\n    def __init__(self, *given): pass\n"),
    )
    assert passed <= {"test_objects_may_compute"}, said
    assert "an object of its own where this test computes with a number or an array" in " ".join(said.split())
