"""When the grader itself fails: never a student's zero, kept for the instructor, and the others are graded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_runs import Pass, Place

from autograder.report import Outcome


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place(Pass.here())
    yield place
    place.remove()


def test_a_broken_test_is_a_fault_with_its_line_and_the_other_tests_count(place: Place) -> None:
    tests = place.root / "hidden_tests" / "layer" / "test_layer.py"
    broken = "    y, y_hat = draw((5, 3), (5, 3))\n    1 / 0\n"
    source = tests.read_text(encoding="utf-8")
    assert source.count("    y, y_hat = draw((5, 3), (5, 3))\n") == 1
    tests.write_text(source.replace("    y, y_hat = draw((5, 3), (5, 3))\n", broken), encoding="utf-8")
    line = source[: source.index(broken[:20])].count("\n") + 2
    for name in ("first", "second"):
        place.add_good(name)
    graded = place.grade()
    assert set(graded.reports) == {"first", "second"}
    for report in graded.reports.values():
        assert report.outcome is Outcome.FAULT
        (known,) = report.broken
        assert known.where == f"hidden_tests/layer/test_layer.py, line {line}"
        assert "ZeroDivisionError: division by zero" in known.why
        assert [test.outcome for test in report.tests] == [Outcome.OK, Outcome.OK, Outcome.FAULT]
        assert all("ZeroDivisionError" not in test.message for test in report.tests)
    assert any("the command ended with 1" in problem for problem in graded.problems)


def test_tests_that_cannot_be_collected_stop_the_run_with_the_reason(place: Place) -> None:
    (place.root / "hidden_tests" / "layer" / "test_layer.py").write_text("import no_such_module\n", encoding="utf-8")
    place.add_good("first")
    graded = place.grade()
    assert graded.reports == {}
    assert any("no_such_module" in problem for problem in graded.problems)


def test_a_killed_zygote_costs_one_fault_and_the_rest_of_the_class_is_graded(place: Place) -> None:
    tests = place.root / "hidden_tests" / "layer" / "test_layer.py"
    killed = place.root / "killed-once"
    lines = [
        "import pathlib as _pathlib, pytest as _pytest, socket as _socket",
        "@_pytest.fixture(autouse=True)",
        "def _cut_off(autograder_run):",
        "    try:",
        f"        _pathlib.Path({str(killed)!r}).touch(exist_ok=False)",
        "    except FileExistsError:",
        "        return",
        "    autograder_run.session._zygote._control.shutdown(_socket.SHUT_RDWR)",
    ]
    tests.write_text(tests.read_text(encoding="utf-8") + "\n".join(["", *lines, ""]), encoding="utf-8")
    for name in ("first", "second", "third", "fourth", "fifth"):
        place.add_good(name)
    graded = place.grade()
    outcomes = [report.outcome for report in graded.reports.values()]
    assert outcomes.count(Outcome.FAULT) == 1
    assert outcomes.count(Outcome.OK) == 4
    (fault,) = [report for report in graded.reports.values() if report.outcome is Outcome.FAULT]
    assert "zygote" in fault.fault


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small file system")
def test_a_full_disk_is_one_clear_line_and_keeps_what_was_graded(place: Place, tmp_path: Path) -> None:
    for number in range(12):
        place.add_good(f"student-{number}")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=False)
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", "grade", "layer", place.submissions, "--out", tmp_path, "--quiet"],
            env={**os.environ, "PYTHONPATH": str(place.root)},
            capture_output=True, text=True, timeout=120, cwd=place.root,
        )  # fmt: skip
        kept = list(tmp_path.glob("*/report.json"))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert done.returncode == 1
    assert done.stderr.startswith("autograder: No space left on device")
    assert "Traceback" not in done.stderr
    assert 0 < len(kept) < 12
