"""Lines that are not the homework and fail cost nothing: graded as one class, and each case looked at."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from corpus_cases import RIGHT
from corpus_runs import Graded, Pass, Place
from stray_lines import HOSTILE, IN_DEFINITIONS, IN_FILES, USED

from autograder.report import Outcome, Report

pytestmark = pytest.mark.slow  # a class of a hundred

SOURCE = RIGHT.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def graded() -> Iterator[Graded]:
    place = Place(Pass.here(), stray_lines="leave_out")
    try:
        for name, stray in IN_FILES.items():
            place.add(name, _file(f"import torch\n{stray.above}\n{SOURCE}\n{stray.below}\n"))
        for name, (old, new, _) in IN_DEFINITIONS.items():
            assert old in SOURCE
            place.add(f"definition_{name}", _file(SOURCE.replace(old, new, 1)))
        for name, (below, _) in USED.items():
            place.add(f"used_{name}", _file(f"import pd_of_nobody as pd\n{SOURCE}\n{below}\n"))
        for name, (below, _) in HOSTILE.items():
            place.add(f"hostile_{name}", _file(f"{SOURCE}\n{below}\n".replace("@ROOT@", str(place.root))))
        place.add("in_a_helper", _in_a_helper)
        place.add("loads_as_it_is", _file(SOURCE))
        graded = place.grade()
        with (place.out / "gradebook.csv").open(encoding="utf-8", newline="") as file:
            graded.columns = {row["submission"]: row["left_out"] for row in csv.DictReader(file)}  # type: ignore[attr-defined]
        yield graded
    finally:
        place.remove()


def test_nothing_else_is_wrong(graded: Graded) -> None:
    assert not graded.problems


@pytest.mark.parametrize("name", IN_FILES)
def test_a_stray_line_costs_nothing_and_is_said(graded: Graded, name: str) -> None:
    _look_at(graded, name, IN_FILES[name].says)


LAZY = {"annotated"} if sys.version_info >= (3, 14) else set()  # annotations are not evaluated there


@pytest.mark.parametrize("name", sorted(IN_DEFINITIONS.keys() - LAZY))
def test_a_definition_is_graded_without_what_failed_in_its_head(graded: Graded, name: str) -> None:
    _look_at(graded, f"definition_{name}", IN_DEFINITIONS[name][2])


@pytest.mark.parametrize("name", USED)
def test_who_uses_what_is_not_there_is_told_why(graded: Graded, name: str) -> None:
    report = graded.reports[f"used_{name}"]
    loss = next(test for test in report.tests if test.id == "test_loss")
    others = [test for test in report.tests if test.id != "test_loss"]
    assert all(test.outcome is Outcome.OK for test in others)
    if name == "is_it":  # the function that was there stays
        assert loss.outcome is Outcome.OK
        return
    assert loss.outcome is Outcome.ERROR
    assert USED[name][1] in loss.message
    assert "Code that needs it cannot work: see the tests." in "\n".join(report.notes)
    assert "No module named" in loss.message


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_gained_by_failing_on_purpose(graded: Graded, name: str) -> None:
    report = graded.reports[f"hostile_{name}"]
    loss = next(test for test in report.tests if test.id == "test_loss")
    assert loss.outcome.value in HOSTILE[name][1], loss.message
    assert report.flags or loss.outcome is not Outcome.OK


def test_a_line_of_a_helper_costs_nothing(graded: Graded) -> None:
    _look_at(graded, "in_a_helper", "Line 1 of tools.py failed and was left out: ZeroDivisionError")


def test_a_file_that_loads_as_it_is_has_no_note(graded: Graded) -> None:
    report = graded.reports["loads_as_it_is"]
    assert (report.notes, report.flags, report.left_out) == ((), (), ())


def _look_at(graded: Graded, name: str, says: str) -> None:
    report: Report = graded.reports[name]
    assert report.score == report.max_score, [test.message for test in report.tests]
    notes = "\n".join(report.notes)
    assert says in notes
    assert "It cost no points." in notes
    assert "see the tests" not in notes
    assert any("left out" in flag for flag in report.flags)
    assert "line" in graded.columns[name]  # type: ignore[attr-defined]


def _file(source: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "layer.py").write_text(source, encoding="utf-8") and None


def _in_a_helper(folder: Path) -> None:
    (folder / "layer.py").write_text("from tools import Layer, mean_square\n", encoding="utf-8")
    (folder / "tools.py").write_text(f"value = 1 / 0\n{SOURCE}\nprint(value + 1)\n", encoding="utf-8")
