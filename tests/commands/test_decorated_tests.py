"""Hidden tests of every kind that gradescope-utils knows, through the real command: what each leaves in the result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from project import Command, course_with

HOMEWORK = """
title: "Every kind of test"
points: 28
submit: [{name: double.py}]
arrays: numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
visibility: visible
"""
REFERENCE = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
TESTS = '''
import pytest
from gradescope_utils.autograder_utils.decorators import (
    hide_errors, leaderboard, number, partial_credit, tags, visibility, weight,
)
from autograder.checks import check, check_close


@weight(3)
@number("1.1")
@tags("easy", "numbers")
@visibility("after_published")
def test_double(student):
    """double doubles"""
    check_close(student.double(4.0), 8.0, of="double(4)")


@weight(3)
@pytest.mark.parametrize("x", [1.0, 2.0, 3.0])
def test_cases(student, x):
    check_close(student.double(x), 2 * x)


@partial_credit(4)
def test_partial(student, set_score):
    set_score(4 if student.double(1.0) == 2 else 1)


@partial_credit(2)
def test_partial_then_crash(student, set_score):
    set_score(2)
    student.triple(1.0)


@partial_credit(2)
def test_partial_of_nothing(student, set_score):
    set_score(0 if student.double(1.0) != 2 else 2)


@weight(1)
@hide_errors("Something about negative numbers.")
def test_hidden_error(student):
    check_close(student.double(-2.0), -4.0)


@weight(1)
@leaderboard("largest", "asc")
def test_leaderboard(student, set_leaderboard_value):
    set_leaderboard_value(student.double(21.0))


@weight(2)
def test_skips(student):
    if student.double(1.0) != 2:
        pytest.skip("double is wrong")


@pytest.fixture
def prepared(student):
    return student.triple(1.0)


@weight(2)
def test_fixture(prepared):
    assert prepared == 3, "triple should triple"


@weight(2)
def test_plain_assert(student):
    assert student.double(0.5) == 1, "double(0.5) should be 1"


@weight(2)
def test_stumbles_over_a_value(student):
    assert student.double(1.0).is_integer()


@partial_credit(2)
def test_score_of_a_value(student, set_score):
    set_score(student.double(1.0))


@weight(2)
def test_whole(student):
    check(student.double(1.0) == 2, "double(1) should be 2")
'''
WRONG = "def double(x):\n    return 3 * x\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return course_with(tmp_path_factory.mktemp("project"), HOMEWORK, {"test_double.py": TESTS}, REFERENCE)


def grade(project: Path, autograder: Command, source: str, status: int) -> dict[str, Any]:
    file, out = project / "double.py", project / "results.json"
    file.write_text(source)
    done = autograder("check", "double", file, "--json", out, root=project)
    assert done.returncode == status, done.stdout + done.stderr
    return json.loads(out.read_text())


def by_name(results: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {test["extra_data"]["id"]: test for test in results["tests"] if test["name"] != "What to fix first"}


def test_the_reference_earns_everything(project: Path, autograder: Command) -> None:
    results = grade(project, autograder, REFERENCE, status=0)
    assert results["score"] == 28
    assert results["leaderboard"] == [{"name": "largest", "value": 42.0, "order": "asc"}]
    first = by_name(results)["test_double"]
    assert (first["number"], first["tags"], first["visibility"]) == ("1.1", ["easy", "numbers"], "after_published")


def test_every_test_is_in_the_result_whatever_happens(project: Path, autograder: Command) -> None:
    tests = by_name(grade(project, autograder, WRONG, status=1))
    scores = {name: (test["score"], test["max_score"]) for name, test in tests.items()}
    assert scores == {
        "test_double": (0, 3),
        "test_cases[1.0]": (0, 1),
        "test_cases[2.0]": (0, 1),
        "test_cases[3.0]": (0, 1),
        "test_partial": (1, 4),
        "test_partial_then_crash": (0, 2),
        "test_partial_of_nothing": (0, 2),
        "test_hidden_error": (0, 1),
        "test_leaderboard": (1, 1),
        "test_skips": (0, 2),
        "test_fixture": (0, 2),
        "test_plain_assert": (0, 2),
        "test_stumbles_over_a_value": (2, 2),
        "test_score_of_a_value": (2, 2),
        "test_whole": (0, 2),
    }
    assert tests["test_hidden_error"]["output"] == "Something about negative numbers."
    assert "skipped: double is wrong" in tests["test_skips"]["output"]
    assert "has no `triple`" in tests["test_fixture"]["output"]
    assert tests["test_plain_assert"]["output"].startswith("double(0.5) should be 1\nSee ")
    assert "double(1) should be 2" in tests["test_whole"]["output"]


def test_a_test_that_stumbles_over_a_returned_value_is_the_student_s_loss(project: Path, autograder: Command) -> None:
    results = grade(project, autograder, "def double(x):\n    return None\n", status=1)
    stumbled = by_name(results)["test_stumbles_over_a_value"]
    assert stumbled["score"] == 0
    assert "returned a value that the test cannot use" in stumbled["output"]


@pytest.mark.parametrize("value", ["float('nan')", "object()"])
def test_a_score_that_is_no_number_is_the_student_s_loss(project: Path, autograder: Command, value: str) -> None:
    results = grade(project, autograder, f"def double(x):\n    return {value}\n", status=1)
    assert by_name(results)["test_score_of_a_value"]["score"] == 0
    assert "not a mistake in your code" not in json.dumps(results)


def test_a_broken_test_is_the_grader_s_fault(project: Path, autograder: Command) -> None:
    tests = project / "hidden_tests/double/test_double.py"
    good = tests.read_text()
    tests.write_text(good.replace("    check_close(student.double(-2.0), -4.0)", "    raise RuntimeError('broken')"))
    try:
        results = grade(project, autograder, REFERENCE, status=2)
    finally:
        tests.write_text(good)
    assert "not a mistake in your code" in json.dumps(results)
    assert "RuntimeError" not in json.dumps(results)
