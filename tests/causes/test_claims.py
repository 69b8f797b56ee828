"""What is said of a submission is proven: one slip, two together, none where nothing fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from project import Command, course_with

from autograder.report import Report

HOMEWORK = """\
title: "Double"
points: 6
submit: [{name: double.py}]
provided: [entries.py]
arrays: numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
visibility: after_published
"""
REFERENCE = '''\
"""Two functions and their sum."""

from entries import sum_of


def double(x):
    """2x."""
    # SOLUTION BEGIN: return 2x
    return 2 * x
    # SOLUTION END


def square(x):
    """x^2."""
    # SOLUTION BEGIN: return the square
    return x**2
    # SOLUTION END


def total(x):
    """The sum of all entries of 2x + x^2."""
    # SOLUTION BEGIN: return the sum
    y = double(x) + square(x)
    return sum_of(y)
    # SOLUTION END
'''
PROVIDED = '"""Given."""\n\n\ndef sum_of(x):\n    """The sum of the entries."""\n    return x.sum()\n'
TESTS = '''\
"""Hidden tests."""

import pytest
from gradescope_utils.autograder_utils.decorators import weight

from autograder.checks import check_close


@weight(2)
@pytest.mark.parametrize("n", [3, 4])
def test_double(student, draw, n):
    """double returns 2x"""
    x = draw((n,))
    check_close(student.double(x), 2 * x)


@weight(2)
def test_square(student, draw):
    """square returns the square"""
    x = draw((3,))
    check_close(student.square(x), x**2)


@weight(2)
def test_total(student, reference, draw):
    """total returns the sum"""
    x = draw((3,))
    check_close(student.total(x), reference.total(x))
'''
FILES = {"test_double.py": TESTS, "provided/entries.py": PROVIDED}  # the grader imports both, with its reference
MISTAKES = """\
- name: triples
  replace: "return 2 * x"
  by: "return 3 * x"
  hint: "Is it three times x?"
  loses: [test_double, test_total]
"""
RIGHT = "def double(x): return x + x\ndef square(x): return x * x\ndef total(x): return sum(double(x) + square(x))\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tests = FILES | {"mistakes.yaml": MISTAKES, "forms.yaml": "- square: return x * x\n"}
    return course_with(tmp_path_factory.mktemp("causes"), HOMEWORK, tests, REFERENCE)


@pytest.fixture(scope="module")
def graded(root: Path, autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """A class of one-liners, by name."""
    sources = {
        "right": RIGHT,
        "one": RIGHT.replace("x + x", "3 * x"),
        "two": RIGHT.replace("x + x", "3 * x").replace("+ square", "- square"),
        "own": RIGHT.replace("x * x", "x * x + 0.1234"),
        "chance": RIGHT.replace("x + x", "x + x if len(x) == 3 else 3 * x"),
        "missing": RIGHT.replace("def square", "def sqare").replace("square(x))", "sqare(x))"),
        "form": RIGHT.replace("x * x", "x / x"),
        "even": RIGHT.replace("x * x", "-(x * x)").replace("+ square", "- square"),
        "zeros": RIGHT.replace("x + x", "x + x if len(x) > 3 else 0 * x").replace("sum(", "0.0 * sum("),
        "shape": RIGHT.replace("x + x", "3 * x").replace("return sum(", "return np.ones(2) * sum("),
        "raises": RIGHT.replace("x + x", "x + undefined"),
        "speaks": RIGHT.replace("return x + x", "print('double'); return 3 * x"),
        "tires": "n = []\n" + RIGHT.replace("return x + x", "n.append(0); return 3 * x if len(n) < 4 else 0"),
    }
    folder = tmp_path_factory.mktemp("class")
    for name, source in sources.items():
        (folder / f"{name}.py").write_text("import numpy as np\n" + source, encoding="utf-8")
    out = tmp_path_factory.mktemp("out")
    done = autograder("grade", "double", folder, "--out", out, root=root)
    assert done.returncode == 0, done.stderr
    return {
        name: msgspec.json.decode((out / f"{name}.py" / "report.json").read_bytes(), type=Report) for name in sources
    }


@pytest.mark.parametrize("variable", ["AUTOGRADER_CACHE", "XDG_CACHE_HOME"])
def test_what_the_changes_give_is_kept_where_the_variable_says(
    variable: str, root: Path, autograder: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTOGRADER_CACHE", raising=False)
    monkeypatch.setenv(variable, str(tmp_path / "cache"))
    (tmp_path / "double.py").write_text("import numpy as np\n" + RIGHT.replace("x + x", "3 * x"), encoding="utf-8")
    assert autograder("check", "double", tmp_path / "double.py", root=root).returncode == 1
    assert any(path.is_file() for path in (tmp_path / "cache").rglob("*"))


def told(report: Report) -> list[tuple[Any, ...]]:
    return [(cause.kind, cause.name, cause.points, set(cause.tests), cause.complete) for cause in report.causes]


def test_a_right_submission_has_no_cause(graded: dict[str, Report]) -> None:
    assert graded["right"].score == 6 and graded["right"].causes == ()


def test_one_mistake_is_said_once_with_all_that_it_costs(graded: dict[str, Report]) -> None:
    tests = {"test_double[3]", "test_double[4]", "test_total"}
    assert told(graded["one"]) == [("known", "triples", 4.0, tests, True)]
    assert [test.causes for test in graded["one"].tests] == [(1,), (1,), (), (1,)]


def test_two_slips_made_together_are_told_apart(graded: dict[str, Report]) -> None:
    (known, slip) = graded["two"].causes
    assert (known.name, known.complete, slip.kind, slip.complete) == ("triples", True, "slip", True)
    assert "total" in slip.text
    assert known.points + slip.points == 4


def test_what_no_change_gives_is_not_explained(graded: dict[str, Report]) -> None:
    assert told(graded["own"]) == [("unknown", "", 4.0, {"test_square", "test_total"}, False)]


def test_a_mistake_that_would_lose_what_is_passed_is_not_told(graded: dict[str, Report]) -> None:
    """One test shows exactly its values; another one, which it loses, is passed."""
    (cause,) = graded["chance"].causes
    assert cause.kind == "unknown"
    assert "n is 4" not in cause.text  # of one test nothing is common


def test_the_points_of_the_causes_are_what_was_lost(graded: dict[str, Report]) -> None:
    for report in graded.values():
        assert sum(cause.points for cause in report.causes) == pytest.approx(report.max_score - report.score)


def test_a_missing_name_is_one_cause_and_is_told_at_once(graded: dict[str, Report]) -> None:
    (cause,) = graded["missing"].causes
    assert cause.form and cause.kind == "error" and "`sqare`" in cause.text


def test_the_same_error_at_the_same_line_is_one_cause(graded: dict[str, Report]) -> None:
    (cause,) = graded["raises"].causes
    assert (cause.kind, cause.points, len(cause.tests)) == ("error", 4.0, 3)
    assert not cause.form


def test_what_is_zero_is_said_as_the_fact_that_it_is(graded: dict[str, Report]) -> None:
    causes = graded["zeros"].causes
    assert [cause.kind for cause in causes] == ["error", "error"]
    assert all("not computed yet, overwritten later, or multiplied by" in cause.text for cause in causes)


def test_a_wrong_shape_does_not_speak_against_a_proven_mistake(graded: dict[str, Report]) -> None:
    """What it would lose there, too, cannot be compared."""
    mistake, shape = graded["shape"].causes
    assert (mistake.name, mistake.complete, shape.kind) == ("triples", True, "error")
    assert "shape" in shape.text


def test_a_slip_in_another_form_of_the_reference_is_told(graded: dict[str, Report]) -> None:
    (cause,) = graded["form"].causes
    assert (cause.kind, cause.complete) == ("slip", True)
    assert cause.text.startswith("In square, the return value seems to divide")


def test_what_the_tests_have_left_in_a_process_does_not_refute_a_cause(graded: dict[str, Report]) -> None:
    """`double` is something else from the fourth call on, and the tests call it three times."""
    assert told(graded["tires"]) == told(graded["one"]) != []


def test_what_is_printed_for_a_proof_is_not_shown(graded: dict[str, Report]) -> None:
    assert told(graded["speaks"]) == told(graded["one"])
    assert graded["speaks"].printed.split() == ["double"] * 3


def test_two_slips_that_make_up_for_each_other_are_both_told(graded: dict[str, Report]) -> None:
    """`total` is right, because it subtracts what `square` negates."""
    causes = graded["even"].causes
    assert [(cause.kind, cause.points, cause.tests, cause.complete) for cause in causes] == [
        ("slip", 1.0, ("test_square",), True)
    ] * 2
