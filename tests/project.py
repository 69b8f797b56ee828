"""Where the checkout is, and what tests of its commands share."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Command = Callable[..., subprocess.CompletedProcess[str]]
DOUBLE = "def double(x):\n    return 2 * x\n"
TEST_DOUBLE = """
from gradescope_utils.autograder_utils.decorators import weight


@weight(2)
def test_double(student):
    assert student.double(2) == 4
"""


def copy_grader(folder: Path) -> None:
    """Its code, with what Python has compiled of it: compiling takes as long as grading a small class."""
    shutil.copytree(ROOT / "autograder", folder / "autograder", ignore=shutil.ignore_patterns("*.pyc.*"))


def copy_homework(folder: Path, homework: str) -> None:
    for part in (f"hidden_tests/{homework}", f"reference/{homework}"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))


def copied_checkout(folder: Path, file: str, old: str, new: str) -> Path:
    """This checkout as another machine might have it: one text in one file is different."""
    copy_grader(folder)
    copy_homework(folder, "mlp")
    replace(folder / file, old, new)
    return folder


def without_causes(folder: Path, homework: str) -> Path:
    """This checkout, but what is lost is not explained."""
    copy_grader(folder)
    explain_nothing(folder)
    copy_homework(folder, homework)
    return folder


def explain_nothing(checkout: Path) -> None:
    """Where only scores matter: the signatures of all changes would take most of the time, anew for each seed."""
    explains = "return any(ran.result.outcome is Outcome.WRONG for ran in self.runs.values())"
    replace(checkout / "autograder/causes/claims.py", explains, "return False")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def settings(points: float, more: str = "") -> str:
    """The homework.yaml of a homework "double" for `course_with`; `more`: lines of other settings."""
    return f"""
title: "Twice"
points: {points}
submit: [{{name: double.py}}]
arrays: numpy.float64
tolerance: {{relative: 1.0e-6, absolute: 1.0e-9}}
{more}"""


def course_with(folder: Path, homework: str, tests: Mapping[str, str], reference: str) -> Path:
    """A course with one homework, "double", made for a test, which the grader of this checkout grades.

    Its homework.yaml, the files of its hidden tests (name -> source), and its reference double.py.
    """
    files = {f"hidden_tests/double/{name}": source for name, source in tests.items()}
    files |= {"hidden_tests/double/homework.yaml": homework, "reference/double/double.py": reference}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def small_course(folder: Path) -> Path:
    """A course with the homework "double", graded without torch: for what is the same whatever is graded."""
    return course_with(folder, settings(2), {"test_double.py": TEST_DOUBLE}, DOUBLE)


@cache
def slowness() -> float:
    """How many times slower this machine is just now than one core of an ordinary laptop; at least 1."""
    began = time.perf_counter()
    sum(number * number for number in range(2_000_000))
    return max((time.perf_counter() - began) / 0.15, os.getloadavg()[0] / len(os.sched_getaffinity(0)), 1.0)


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Return when `condition` holds; AssertionError when it does not in time, which is longer on a slow machine."""
    deadline = time.monotonic() + seconds * slowness()
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
