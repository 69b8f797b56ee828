"""When the grader itself fails: never a student's zero, kept for the instructor, and the others are graded."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from corpus_runs import Pass, Place

from autograder.report import Outcome


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place(Pass("here", sys.executable))
    yield place
    place.remove()


def test_a_broken_test_is_a_fault_with_its_traceback_and_the_other_tests_count(place: Place) -> None:
    tests = place.root / "hidden_tests" / "layer" / "test_layer.py"
    broken = "    y, y_hat = draw((5, 3), (5, 3))\n    1 / 0\n"
    source = tests.read_text(encoding="utf-8")
    assert source.count("    y, y_hat = draw((5, 3), (5, 3))\n") == 1
    tests.write_text(source.replace("    y, y_hat = draw((5, 3), (5, 3))\n", broken), encoding="utf-8")
    for name in ("first", "second"):
        place.add_good(name)
    graded = place.grade()
    assert set(graded.reports) == {"first", "second"}
    for report in graded.reports.values():
        assert report.outcome is Outcome.FAULT
        assert "ZeroDivisionError" in report.fault
        assert [test.outcome for test in report.tests] == [Outcome.OK, Outcome.OK, Outcome.FAULT]
        assert all("ZeroDivisionError" not in test.message for test in report.tests)
    assert any("the command ended with 1" in problem for problem in graded.problems)


def test_tests_that_cannot_be_collected_stop_the_run_with_the_reason(place: Place) -> None:
    (place.root / "hidden_tests" / "layer" / "test_layer.py").write_text("import no_such_module\n", encoding="utf-8")
    place.add_good("first")
    graded = place.grade()
    assert graded.reports == {}
    assert any("no_such_module" in problem for problem in graded.problems)
