"""The grader's processor time is bounded: what takes long to look at is the student's failure, and nobody else's."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from project import DOUBLE, Command, course_with, slowness

from autograder.sandbox import processor_time
from autograder.sandbox.fork import in_child
from autograder.sandbox.processor_time import TakesTooLongError, bounded

HOMEWORK = """
title: "Values that take long to look at"
points: 4
submit: [{name: double.py}]
arrays: numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
limits: {submission_seconds: 8}
"""
TESTS = """
from gradescope_utils.autograder_utils.decorators import weight
from autograder.checks import check, check_close


@weight(1)
def test_pairs(student):
    count = int(student.double(20))
    check(sum(1 for one in range(count) for other in range(count)) == 1600, "there are 1600")


@weight(1)
def test_sum(student):
    check(sum(range(int(student.double(3)))) == 15, "it is 15")


@weight(1)
def test_one(student):
    check_close(student.double(1.0), 2.0)


@weight(1)
def test_two(student):
    check_close(student.double(2.0), 4.0)
"""
SUBMISSIONS = {
    "a_right": DOUBLE,
    "b_loops": "def double(x):\n    return 10**6 if x == 20 else 2 * x\n",  # 10**12 lines of the test's own
    "c_one_operation": "def double(x):\n    return 10**12 if x == 3 else 2 * x\n",  # which no signal interrupts
    "d_right": DOUBLE,
}


@pytest.mark.slow
def test_what_takes_the_grader_long_is_the_students_failure(autograder: Command, tmp_path: Path) -> None:
    root = course_with(tmp_path / "project", HOMEWORK, {"test_double.py": TESTS}, DOUBLE)
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for name, source in SUBMISSIONS.items():
        (folder / f"{name}.py").write_text(source)
    began = time.monotonic()
    done = autograder("grade", "double", folder, "--out", out, "--jobs", 1, "--quiet", root=root)
    assert time.monotonic() - began < 60 * slowness()
    assert done.returncode == 0, done.stdout + done.stderr
    reports = {name: json.loads((out / f"{name}.py" / "report.json").read_text()) for name in SUBMISSIONS}
    assert outcomes(reports["b_loops"]) == ["timeout", "ok", "ok", "ok"]
    assert "kept the grader busy for 5 s of processor time" in reports["b_loops"]["tests"][0]["message"]
    assert outcomes(reports["c_one_operation"]) == ["intake"] * 4
    assert "processing its results took too long" in reports["c_one_operation"]["problem"]
    for name in ("a_right", "d_right"):
        assert outcomes(reports[name]) == ["ok"] * 4


@pytest.mark.slow
def test_so_it_is_where_one_upload_is_graded(
    autograder: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = course_with(tmp_path / "project", HOMEWORK, {"test_double.py": TESTS}, DOUBLE)
    upload = tmp_path / "autograder/submission"
    upload.mkdir(parents=True)
    (upload / "double.py").write_text(SUBMISSIONS["c_one_operation"])
    done = autograder("check", "double", upload, "--json", tmp_path / "results.json", root=root)
    assert done.returncode == 1, done.stderr
    assert "processing its results took too long" in done.stdout
    monkeypatch.setenv("AUTOGRADER_ROOT", str(tmp_path / "autograder"))
    monkeypatch.setenv("HOMEWORK", "double")
    done = autograder("gradescope", root=root)
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "results.json", tmp_path / "autograder/results/results.json"):
        results = json.loads(path.read_text())
        assert results["score"] == 0 and "processing its results took too long" in results["output"]


def outcomes(report: dict[str, Any]) -> list[str]:
    return [test["outcome"] for test in report["tests"]]


def test_who_catches_the_end_of_the_time_meets_it_again() -> None:
    caught = 0
    began = time.process_time()
    with pytest.raises(TakesTooLongError, match="kept the grader busy"), bounded(0.1):
        while caught < 3:
            try:
                while True:
                    pass
            except TakesTooLongError:
                caught += 1
        while True:
            pass
    assert caught == 3
    assert 0.1 < time.process_time() - began < 5
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_waiting_takes_no_processor_time() -> None:
    with bounded(0.2):
        time.sleep(0.4)


def test_a_single_operation_is_ended_by_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor_time, "_UNTIL_THE_KERNEL_SECONDS", 1)

    def work() -> int:
        with bounded(0.1):
            return sum(range(10**12))

    began = time.process_time()
    assert in_child(work, int) is None
    assert time.process_time() - began < 1
