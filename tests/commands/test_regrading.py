"""A class that is graded again: whose score changed and why; what is never replaced, lowered or written."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from project import DOUBLE, Command, course_with, settings

HOMEWORK = settings(3, "visibility: visible\n")
HEAD = "from gradescope_utils.autograder_utils.decorators import number, weight\n"
TWO = "@weight(1)\ndef test_two(student):\n    assert student.double(2) == 4\n"
ZERO = "@weight(1)\ndef test_zero(student):\n    assert student.double(0) == 0\n"
ODD = "@weight(1)\ndef test_odd(student):\n    assert student.double(3) in (6, 7)\n"
STRICT = ODD.replace("in (6, 7)", "== 6")
BROKEN = ODD.replace("in (6, 7)", "== 9")
SUBMISSIONS = {
    "Müller_4711_assignsubmission_file_": DOUBLE,
    "Ng Zoë_4712_assignsubmission_file_": "def double(x):\n    return 2 * x + x % 2\n",
    "=Ek_4713_assignsubmission_file_": "def double(x):\n    return x\n",
}

Grade = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def grade(tmp_path: Path, autograder: Command) -> Grade:
    """Grades the class of three in `class` into `out`, with these hidden tests."""
    root = course_with(tmp_path / "root", HOMEWORK, {"test_double.py": ""}, DOUBLE)
    for name, source in SUBMISSIONS.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "double.py").write_text(source)

    def run(third: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        (root / "hidden_tests/double/test_double.py").write_text(HEAD + TWO + ZERO + third)
        command = ("grade", "double", tmp_path / "class", "--out", tmp_path / "out", "--quiet", *arguments)
        return autograder(*command, root=root)

    return run


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def totals(out: Path) -> dict[str, str]:
    return {row["id"]: row["total"] for row in table(out / "gradebook.csv")}


def test_a_first_run_has_no_changes_and_an_equal_one_has_none(grade: Grade, tmp_path: Path) -> None:
    done = grade(ODD)
    assert done.returncode == 0, done.stderr
    assert "changed" not in done.stdout.replace("had not changed", "")
    assert not (tmp_path / "out/changes.csv").exists()
    done = grade(ODD)
    assert "\n0 of 3 scores changed.\n" in f"\n{done.stdout}"
    assert table(tmp_path / "out/changes.csv") == []
    assert len(list((tmp_path / "out/history").iterdir())) == 1


def test_a_mended_test_says_who_loses_by_it(grade: Grade, tmp_path: Path) -> None:
    grade(ODD)
    done = grade(STRICT)
    assert "\n1 of 3 scores changed: 1 down.\n" in f"\n{done.stdout}"
    (row,) = table(tmp_path / "out/changes.csv")
    assert row == {
        "submission": "Ng Zoë_4712", "student": "Ng Zoë", "before": "3", "after": "2",
        "tests": "test_odd 1 → 0", "why": "the homework",
    }  # fmt: skip
    assert (tmp_path / "out/changes.csv").read_bytes().startswith(b"\xef\xbb\xbfsubmission,student,before,after,tests")
    page = (tmp_path / "out/report.html").read_text()
    assert "1 of 3 scores changed: 1 down" in page
    assert "test_odd 1 → 0" in page
    older, newer = (table(path) for path in sorted((tmp_path / "out/history").iterdir()))
    assert [row["total"] for row in older] == ["1", "3", "3"]
    assert [row["total"] for row in newer] == ["1", "3", "2"]
    assert [row["student"] for row in newer] == ["'=Ek", "Müller", "Ng Zoë"]


def test_a_student_who_hands_in_again_is_found_under_another_name(grade: Grade, tmp_path: Path) -> None:
    grade(ODD)
    folder = tmp_path / "class/=Ek_4713_assignsubmission_file_"
    (folder / "double.py").write_text(DOUBLE)
    folder.rename(folder.with_name("=Ek-Li_4713_assignsubmission_file_"))
    done = grade(ODD)
    assert "1 of 3 scores changed: 1 up." in done.stdout
    (row,) = table(tmp_path / "out/changes.csv")
    assert (row["student"], row["before"], row["after"], row["why"]) == ("'=Ek-Li", "1", "3", "the submission")
    assert row["tests"] == "test_two 0 → 1; test_odd 0 → 1"


def test_never_lower_keeps_the_higher_score_and_says_so(grade: Grade, tmp_path: Path) -> None:
    grade(ODD)
    done = grade(STRICT, "--never-lower")
    assert "0 of 3 scores changed." in done.stdout
    row = next(row for row in table(tmp_path / "out/gradebook.csv") if row["id"] == "4712")
    assert (row["total"], row["test_odd (1)"]) == ("3", "0")
    assert row["flags"] == "Kept at the 3 points of an earlier run: the tests give 2 now (--never-lower)."
    results = json.loads((tmp_path / "out/Ng Zoë_4712/results.json").read_text())
    assert results["score"] == 3
    assert "an earlier run" in results["output"]
    assert "1 of 3 scores changed: 1 down." in grade(STRICT).stdout  # without it, the tests count again
    assert "1 of 3 scores changed: 1 up." in grade(STRICT, "--never-lower").stdout  # and the first run is not forgotten
    (row,) = table(tmp_path / "out/changes.csv")
    assert row["why"] == "a staff decision"


def test_a_failure_of_the_grader_replaces_no_result(grade: Grade, tmp_path: Path) -> None:
    grade(ODD)
    results = (tmp_path / "out/Müller_4711/results.json").read_text()
    done = grade(BROKEN)
    assert done.returncode == 1
    assert "0 of 3 scores changed." in done.stdout
    assert "hidden_tests/double/test_double.py" in done.stdout  # the broken test is named all the same
    assert totals(tmp_path / "out") == {"4711": "3", "4712": "3", "4713": "1"}
    assert json.loads((tmp_path / "out/Müller_4711/results.json").read_text())["score"] == json.loads(results)["score"]
    flags = {row["flags"] for row in table(tmp_path / "out/gradebook.csv")}
    assert flags == {"The grader failed when regrading this submission, so this is the result of an earlier run."}
    done = grade(ODD)
    assert done.returncode == 0
    assert {row["flags"] for row in table(tmp_path / "out/gradebook.csv")} == {""}


def test_a_dry_run_shows_the_changes_and_writes_nothing(grade: Grade, tmp_path: Path) -> None:
    done = grade(ODD, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "has no earlier results" in done.stdout
    assert not (tmp_path / "out").exists()
    grade(ODD)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    done = grade(STRICT, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "1 of 3 scores changed: 1 down." in done.stdout
    assert "Ng Zoë" in done.stdout and "test_odd 1 → 0" in done.stdout
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_after_a_run_that_was_killed_the_changes_are_those_since_the_last_whole_one(
    grade: Grade, tmp_path: Path
) -> None:
    grade(ODD)
    out = tmp_path / "out"
    zoe, gradebook = (out / "Ng Zoë_4712/report.json"), (out / "gradebook.csv").read_bytes()
    history = {path.name: path.read_bytes() for path in (out / "history").iterdir()}
    grade(STRICT)
    graded_anew = zoe.read_bytes()
    # as a run leaves it that is killed when all is graded and nothing else is written
    (out / "gradebook.csv").write_bytes(gradebook)
    for path in (out / "history").iterdir():
        if path.name not in history:
            path.unlink()
    done = grade(STRICT)
    assert "3 of 3 had not changed" in done.stdout
    assert zoe.read_bytes() == graded_anew
    assert "1 of 3 scores changed: 1 down." in done.stdout
    assert [row["why"] for row in table(out / "changes.csv")] == ["the homework"]


def test_who_is_new_has_no_change(grade: Grade, tmp_path: Path) -> None:
    grade(ODD)
    (tmp_path / "class/Li_4714_assignsubmission_file_").mkdir()
    (tmp_path / "class/Li_4714_assignsubmission_file_/double.py").write_text(DOUBLE)
    assert "0 of 4 scores changed." in grade(ODD).stdout
