"""numerical: refuse | flag: what gradients without the chain rule cost, and what the instructor is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
from project import ROOT, Command, copy_grader, copy_homework

from autograder.report import Report

ALL_POINTS = 20.0


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The grader with backward_pass alone, where numerical derivatives are only flagged."""
    copy_grader(tmp_path)
    copy_homework(tmp_path, "backward_pass")
    with (tmp_path / "hidden_tests/backward_pass/homework.yaml").open("a", encoding="utf-8") as settings:
        settings.write("numerical: flag\n")
    return tmp_path


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ("numerical_differences.py", "difference quotients drown"),
        pytest.param("numerical_complex_steps.py", "complex-step derivatives", marks=pytest.mark.slow),
        pytest.param("right_loops.py", "", marks=pytest.mark.slow),
    ],
)
def test_flag_costs_nothing_and_tells_the_instructor(
    checkout: Path, autograder: Command, tmp_path: Path, sample: str, told: str
) -> None:
    (tmp_path / "class").mkdir()
    shutil.copy(ROOT / "samples" / "backward_pass" / sample, tmp_path / "class")
    done = autograder("grade", "backward_pass", tmp_path / "class", "--out", tmp_path / "out", "--quiet", root=checkout)
    assert done.returncode == 0, done.stderr
    report = msgspec.json.decode((tmp_path / "out" / sample / "report.json").read_bytes(), type=Report)
    assert report.score == ALL_POINTS
    assert [flag for flag in report.flags if told in flag] if told else not report.flags
