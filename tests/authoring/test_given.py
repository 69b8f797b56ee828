"""The audit's look at what the tests give: an answer that was sent before it was asked for is found, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder import homework as project
from autograder.environment import clean

PROGRAM = """\
import sys
from pathlib import Path
import msgspec
from autograder import homework
homework.ROOT = Path(sys.argv[1])
from autograder.authoring.given import unexcused
from autograder.grading import Grader
from autograder.start import load_settings, start_zygote
from autograder.checks.plugin import collect_once
if __name__ == "__main__":
    settings = load_settings(lambda: homework.load_homework("double"))
    zygote = start_zygote(settings)
    def use(items):
        sys.stdout.buffer.write(msgspec.json.encode(unexcused(Grader(settings, zygote, items))))
    collect_once(settings, use)
    zygote.close()
"""
HOMEWORK = """\
title: Doubling
points: {points}
submit: [{{name: double.py}}]
arrays: numpy.float64
tolerance: {{relative: 1.0e-6, absolute: 1.0e-9}}
"""
REFERENCE = """\
kept = {}

def double(x):
    return 2 * x

def same(x):
    return x

def signs(x):
    return (x > 0) * 1.0

def take(*anything, **more):
    pass
"""
HEAD = """\
import numpy as np
from gradescope_utils.autograder_utils.decorators import visibility, weight
from autograder.checks import *

SHARED = np.random.default_rng(0).normal(size=(5, 4))
"""
# name -> the body of a test, and by which test the answer is given, or nothing
TESTS = {
    "hand_over": ("student.take(2 * SHARED)", ""),
    "asks_later": ("check_close(student.double(SHARED), 2 * SHARED, of='y')", "hand_over"),
    "asks_for_a_part": ("check_close(student.double(SHARED[1:3]), 2 * SHARED[1:3], of='y')", "hand_over"),
    "asks_for_a_column": ("check_close(student.double(SHARED[:, 2]), 2 * SHARED[:, 2], of='y')", "hand_over"),
    "asks_for_a_block": ("check_close(student.double(SHARED[1:4, :2]), 2 * SHARED[1:4, :2], of='y')", "hand_over"),
    "asks_for_a_transpose": ("check_close(student.double(SHARED.T), 2 * SHARED.T, of='y')", "hand_over"),
    "asks_for_one_number": ("check_close(student.double(SHARED[0, 0]), 2 * SHARED[0, 0], of='y')", "hand_over"),
    "asks_for_signs": ("x = np.array(SHARED); check_close(student.signs(x + 0), (x > 0) * 1.0, of='y')", "hand_over"),
    "gives_a_diagonal": (
        "x = draw((4,)); tell(student.take, np.diag(2 * x)); check_close(student.double(x), 2 * x, of='y')",
        "gives_a_diagonal",
    ),
    "gives_in_the_same_request": (
        "x = draw((3, 2)); check_close(batch([(student.double, (x,)), (student.take, (2 * x,))])[0], 2 * x, of='y')",
        "gives_in_the_same_request",
    ),
    "gives_in_pieces": (
        "x = draw((3, 2)); student.take(*(2 * x)); check_close(student.double(x), 2 * x, of='y')",
        "gives_in_pieces",
    ),
    "gives_an_attribute": (
        "x = draw((3, 2)); student.answer = {'it': [2 * x]}; check_close(student.double(x), 2 * x, of='y')",
        "gives_an_attribute",
    ),
    "gives_an_item": (
        "x = draw((3, 2)); load_arrays(student, 'kept', {'it': 2 * x}); check_close(student.double(x), 2 * x, of='y')",
        "gives_an_item",
    ),
    "gives_an_argument": ("x = draw((3, 2)); check_close(student.same(x), x, of='y')", "gives_an_argument"),
    "asks_first": ("x = draw((3, 2)); y = student.double(x); student.take(2 * x); check_close(y, 2 * x, of='y')", ""),
    "signs_of_an_argument": ("x = draw((5, 4)); check_close(student.signs(x), (x > 0) * 1.0, of='y')", ""),
    "zeros": ("check_close(student.double(np.zeros((2, 3))), np.zeros((2, 3)), of='y')", ""),
    "of_no_points": ("x = draw((3, 2)); check_close(student.same(x), x, of='y')", ""),
}
MORE = """

@asks_for_what_it_gives("y", because="it must stay as it is")
@weight(1)
def test_excused(student, draw):
    x = draw((3, 2))
    check_close(student.same(x), x, of="y")


@asks_for_what_it_gives("z", because="it must stay as it is")
@weight(1)
def test_excuses_another_entry(student, draw):
    x = draw((3, 2))
    check_close(student.same(x), x, of="y")


@hands_over_answers
@weight(1)
def test_a_hands_over(student):
    student.take(3 * SHARED)


@visibility("visible")
@hands_over_answers
@weight(1)
def test_hands_over_and_is_shown_first(student):
    student.take(5 * SHARED)


@weight(1)
def test_in_the_process_after_it(student):
    check_close(student.double(2.5 * SHARED), 5 * SHARED, of="y")


@weight(1)
def test_before_it(student):
    check_close(student.double(1.5 * SHARED), 3 * SHARED, of="y")


@weight(1)
def test_gives_a_file(fresh, draw):
    x = draw((3, 2))
    student = fresh(files={"x.txt": repr((2 * x).tolist()).encode()})
    check_close(student.double(x), 2 * x, of="y")


@weight(1)
def test_in_another_process(fresh):
    check_close(fresh().double(SHARED), 2 * SHARED, of="y")
"""


@pytest.fixture
def found(tmp_path: Path) -> list[str]:
    """What the audit says of one homework with all of these tests."""
    tests = HEAD + "".join(
        f"\n\n@weight({int(name != 'of_no_points')})\ndef test_{name}(student, draw):\n    {body}\n"
        for name, (body, _) in TESTS.items()
    )
    files = {
        "hidden_tests/double/homework.yaml": HOMEWORK.format(points=len(TESTS) - 1 + MORE.count("@weight(1)")),
        "hidden_tests/double/test_double.py": tests + MORE,
        "reference/double/double.py": REFERENCE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    code = Path(project.__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env=clean() | {"PYTHONPATH": os.fspath(code)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=list[str])


def test_each_answer_that_is_given_is_found_and_nothing_else(found: list[str]) -> None:
    givers = {name: by for name, (_, by) in TESTS.items() if by}
    givers |= {"gives_a_file": "gives_a_file", "excuses_another_entry": "excuses_another_entry"}
    *gifts, stale = found
    told = {}
    for problem in gifts:
        test, _, how = problem.partition(": the answer 'y' is ")
        told[test.removeprefix("test_")] = how.partition("of what test_")[2].removesuffix(" sends earlier")
    assert told == givers
    assert stale == "test_excuses_another_entry asks for nothing that it gives, because it must stay as it is"
    hows = {problem.partition(" is ")[2].partition(" of what")[0] for problem in gifts}
    assert hows == {"a part", "the diagonal", "the signs"}
