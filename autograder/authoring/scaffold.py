"""`autograder new`: the folders of a new homework, small and working, for a TA to edit."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
from pathlib import Path

from autograder import homework as project
from autograder.authoring.template import build_template, write_template
from autograder.course import FOLDERS
from autograder.homework import HomeworkError, load_homework

# Path -> content, with NAME for the homework's name. The example: a loss and its gradient.
FILES = {
    "reference/NAME/NAME.py": '''\
"""Homework NAME: a squared error and its gradient."""

import numpy as np


def squared_error(y, t):
    """The sum of squared differences of the outputs y and the targets t, both of shape (N, K).

    Returns (loss, dloss_dy): a number, and an array of y's shape.
    """
    # SOLUTION BEGIN: return the loss and its derivative with respect to y
    difference = y - t
    return np.sum(difference**2), 2 * difference
    # SOLUTION END
''',
    "reference/NAME/public/test1.py": '''\
"""Test 1: run `python test1.py`. It stops with what is wrong, and exits with status 1 then."""

import numpy as np
from NAME import squared_error

Y = np.array([[1.0, 2.0], [3.0, 5.0], [0.0, 0.0]])
T = np.array([[1.0, 0.0], [3.0, 2.0], [1.0, 0.0]])


def test_squared_error():
    loss, gradient = squared_error(Y, T)
    assert np.isclose(loss, 14.0), f"the squares of 2, 3 and 1 sum to 14, not {loss}"
    assert gradient.shape == Y.shape, f"the gradient's shape should be y's, {Y.shape}, and is {gradient.shape}"


if __name__ == "__main__":
    test_squared_error()
    print("Test 1: right")
''',
    "reference/NAME/public/README.md": """\
# NAME

Fill in every TODO of `NAME.py`, then run the public test in this folder (it needs numpy):

    python test1.py

Hand in `NAME.py`. It is graded with further tests, on other values and shapes.
""",
    "hidden_tests/NAME/homework.yaml": """\
# The settings of this homework; autograder/homework.py lists them all with their defaults.
title: NAME
points: 5                       # what the tests' weights add up to
submit:
  - name: NAME.py
arrays: numpy.float64           # what `draw` makes: torch.float32, torch.float64 or numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
libraries: [numpy]              # imported before the student's file; add torch if they need it
seed: 1                         # another seed, other values
""",
    "hidden_tests/NAME/test_NAME.py": '''\
"""Hidden tests of NAME. A docstring's first line is the name that students see; weights are the points."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import autograd, check_close


def squared_error(y, t):
    """The same in torch operations: autograd derives the expected gradient from it."""
    return ((y - t) ** 2).sum()


@weight(2)
@number("1.1")
@pytest.mark.parametrize("n", [1, 4])  # the cases share the weight; always try a batch of one
def test_loss(student, draw, n):
    """squared_error returns the loss"""
    y, t = draw((n, 3), (n, 3))
    loss, _ = student.squared_error(y, t)
    check_close(loss, ((y - t) ** 2).sum(), of="loss")


@weight(3)
@number("1.2")
def test_gradient(student, draw):
    """squared_error returns the derivative of the loss with respect to y"""
    y, t = draw((4, 3), (4, 3))
    _, gradient = student.squared_error(y, t)
    check_close(gradient, autograd(squared_error, y=y, t=t)["y"], of="dloss/dy")
''',
    "hidden_tests/NAME/mistakes.yaml": """\
# Mistakes that students make: a name, the sentence that helps, and in a function what a wrong program says there.
# `autograder audit NAME` checks that each loses exactly the tests that loses.lock says; --write writes them there.

- forgets-the-factor-two: What is the derivative of a square?
  squared_error: 2 * difference ==> difference
- mean-for-sum: Is the loss the sum over all entries, or their mean?
  squared_error: np.sum(difference**2) ==> np.mean(difference**2)
""",
    "hidden_tests/NAME/loses.lock": """\
# Made by `autograder audit NAME --write`: the tests that each mistake of mistakes.yaml loses, exactly.
forgets-the-factor-two: [test_gradient]
mean-for-sum: [test_loss]
""",
    "samples/NAME/right_one_line.py": '''\
"""Right, written another way."""


def squared_error(y, t):
    return ((t - y) ** 2).sum(), y - t + y - t
''',
    "samples/NAME/wrong_sign.py": '''\
"""Wrong: the derivative with respect to t."""


def squared_error(y, t):
    return ((y - t) ** 2).sum(), 2 * (t - y)
''',
    "samples/NAME/verdicts.yaml": """\
# What each submission of this folder must get; `loses` names exactly the tests that it fails.
right_one_line.py: {score: 5}
wrong_sign.py: {score: 2, loses: [test_gradient]}
""",
}


def new_homework(name: str) -> list[Path]:
    """Write a working homework called `name`; returns the files. HomeworkError when the name cannot be used."""
    check_name(name)
    files = [project.ROOT / path.replace("NAME", name) for path in FILES]
    for file, text in zip(files, FILES.values(), strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("NAME", name), encoding="utf-8")
    homework = load_homework(name)
    write_template(homework)
    return files + [homework.template_folder / path for path in build_template(homework)]


def check_name(name: str) -> None:
    """HomeworkError where a homework cannot have this name."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise HomeworkError(
            f"{name!r} is not a valid homework name: use lowercase letters, digits and _ (no Python keyword)"
        )
    taken = [folder for folder in FOLDERS if (project.ROOT / folder / name).exists()]
    if taken:
        raise HomeworkError(f"{taken[0]}/{name} already exists; choose another name or remove it first")
    if name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None:
        raise HomeworkError(f"{name}.py would hide the Python module {name}; choose another name")
