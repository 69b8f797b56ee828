"""`charge: causes`: a slip costs what it costs, however many tests it loses, and only where everything is explained."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from project import Command, course_with
from test_claims import FILES, HOMEWORK, MISTAKES, REFERENCE, RIGHT

COSTS = {
    "right": 6.0,
    "known": 6.0 - 1.5,  # its tests lose 4
    "slip": 6.0 - 0.5,  # its test loses 2
    "both": 6.0 - 1.5 - 0.5,
    "unexplained": 2.0,  # what the tests give
    "missing": 2.0,  # nothing says what a missing function costs but its tests
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tests = FILES | {"mistakes.yaml": MISTAKES + "  costs: 1.5\n"}
    settings = HOMEWORK + "charge: causes\nslip_costs: 0.5\n"
    return course_with(tmp_path_factory.mktemp("charge"), settings, tests, REFERENCE)


@pytest.fixture(scope="module")
def out(root: Path, autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a class with one of each kind."""
    sources = {
        "right": RIGHT,
        "known": RIGHT.replace("x + x", "3 * x"),
        "slip": RIGHT.replace("+ square", "- square"),
        "both": RIGHT.replace("x + x", "3 * x").replace("+ square", "- square"),
        "unexplained": RIGHT.replace("x * x", "x * x + 0.1234"),
        "missing": RIGHT.replace("def square", "def sqare"),
    }
    folder = tmp_path_factory.mktemp("class")
    for name, source in sources.items():
        (folder / f"{name}.py").write_text("import numpy as np\n" + source, encoding="utf-8")
    out = tmp_path_factory.mktemp("out")
    done = autograder("grade", "double", folder, "--out", out, root=root)
    assert done.returncode == 0, done.stderr
    return out


def results(out: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / f"{name}.py" / "results.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("name", "score"), COSTS.items())
def test_the_score_is_the_total_less_the_costs(out: Path, name: str, score: float) -> None:
    assert results(out, name)["score"] == score


def test_the_gradebook_has_the_same_score(out: Path) -> None:
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = {row["submission"].removesuffix(".py"): float(row["total"]) for row in csv.DictReader(file)}
    assert scores == COSTS


def test_both_scores_are_shown_where_they_differ(out: Path) -> None:
    assert "Scored by cause: 4.5 of 6 points. The tests alone would give 2." in str(results(out, "known")["output"])
    assert "Scored by cause" not in str(results(out, "unexplained")["output"])


def test_the_results_of_a_class_say_which_slips_have_no_sentence(root: Path, out: Path, autograder: Command) -> None:
    done = autograder("audit", "double", "--quick", "--class", out, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ": 1 slip without a mistake of its own:" in done.stdout
    assert "2 x In total, a minus in " in done.stdout
