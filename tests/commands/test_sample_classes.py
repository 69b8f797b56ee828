"""Every sample submission gets exactly the verdict that its class's verdicts.yaml says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from project import ROOT, Command, without_causes

from autograder.homework import load_homework
from autograder.mistakes import expand
from autograder.outputs.gradescope import to_gradescope
from autograder.report import Outcome, Report, TestResult

SHORT = ("mlp",)  # the others: the student's own training, a script's start, many changes to explain
CLASSES = sorted(path.parent.name for path in (ROOT / "samples").glob("*/verdicts.yaml"))


@pytest.mark.parametrize(
    "homework", [pytest.param(name, marks=[pytest.mark.slow] * (name not in SHORT)) for name in CLASSES]
)
def test_every_sample_gets_its_verdict(homework: str, autograder: Command, tmp_path: Path) -> None:
    grade_and_compare(homework, autograder, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 3))
def test_nothing_that_is_said_depends_on_the_seed(seed: int, autograder: Command, tmp_path: Path) -> None:
    grade_and_compare("mlp", autograder, tmp_path, "--seed", str(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 11))
def test_no_score_depends_on_the_seed(seed: int, autograder: Command, tmp_path: Path) -> None:
    root = without_causes(tmp_path / "root", "mlp")
    grade_and_compare("mlp", autograder, tmp_path / "out", "--seed", str(seed), root=root)


def grade_and_compare(homework: str, autograder: Command, out: Path, *arguments: str, root: Path = ROOT) -> None:
    """Another `root` than this one explains nothing, so it says less."""
    done = autograder("grade", homework, ROOT / "samples" / homework, "--out", out, "--quiet", *arguments, root=root)
    assert done.returncode == 0, done.stderr
    verdicts = yaml.safe_load((ROOT / "samples" / homework / "verdicts.yaml").read_text(encoding="utf-8"))
    if root != ROOT:
        verdicts = {name: {**verdict, "says": ""} for name, verdict in verdicts.items()}
    graded = {path.parent.name for path in out.glob("*/results.json")}
    assert graded == set(verdicts), "every sample has a verdict, and every verdict a sample"
    points = load_homework(homework).points
    differences = [
        f"{name}: {difference}"
        for name, verdict in verdicts.items()
        for difference in differences_of(read(out / name), verdict, points)
    ]
    assert not differences, "\n".join(differences)


def differences_of(report: Report, verdict: dict[str, Any], points: float) -> list[str]:
    """How a report is not what the verdict says, a sentence each."""
    found = []
    lost = {test.id for test in report.tests if test.score < test.max_score}
    said = "\n".join([report.problem, *report.notes, *(test.message for test in report.tests)])
    if report.fault:
        found.append(f"the grader failed: {report.fault}")
    if report.score != verdict["score"]:
        found.append(f"{report.score} points, not {verdict['score']}")
    if report.outcome.value != verdict.get("outcome", "ok"):
        found.append(f"outcome {report.outcome.value}")
    if report.outcome is Outcome.OK:
        expected = expand(verdict.get("loses", ()), [test.id for test in report.tests])
        if lost != expected:
            found.append(f"loses {sorted(lost - expected)} too, does not lose {sorted(expected - lost)}")
        if report.max_score != points:
            found.append(f"the tests are worth {report.max_score}")
    for name, outcome in verdict.get("outcomes", {}).items():
        found += [
            f"{test.id} ends {test.outcome.value}"
            for test in results_called(name, report.tests)
            if test.score < test.max_score and test.outcome.value != outcome
        ]
    if verdict.get("says", "") not in said:
        found.append(f"nothing says {verdict['says']!r}, but:\n{said}")
    if verdict.get("flags", "") not in "\n".join(report.flags):
        found.append(f"no flag says {verdict['flags']!r}, but: {report.flags}")
    return found


def results_called(name: str, tests: tuple[TestResult, ...]) -> list[TestResult]:
    return [test for test in tests if name in (test.id, test.id.partition("[")[0])]


def read(folder: Path) -> Report:
    report = msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
    results = msgspec.json.decode((folder / "results.json").read_bytes())
    assert results == msgspec.json.decode(msgspec.json.encode(to_gradescope(report))), "results.json is of this report"
    return report
