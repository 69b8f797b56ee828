"""Where a homework reveals little, no text that a student reads holds the inputs of a test."""

from __future__ import annotations

import json
import os
import shutil

import pytest
from channels import sources
from corpus_cases import RIGHT
from corpus_runs import ORDINARY_USER, Pass, Place

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.mark.parametrize(
    "reveal", [*(pytest.param(less, marks=pytest.mark.slow) for less in ("nothing", "where")), "expected"]
)
@pytest.mark.parametrize("of_pass", ["own", *(pytest.param(name, marks=[pytest.mark.slow, needs_root])
                                              for name in ("user", "permissions"))])  # fmt: skip
def test_no_channel_carries_the_inputs(reveal: str, of_pass: str, request: pytest.FixtureRequest) -> None:
    place = Place(_pass(of_pass, request), stray_lines="leave_out")
    try:
        settings = place.root / "hidden_tests/layer/homework.yaml"
        settings.write_text(settings.read_text(encoding="utf-8") + f"reveal: {reveal}\n", encoding="utf-8")
        for name, source in sources().items():
            place.add(name, lambda folder, source=source: (folder / "layer.py").write_text(source, encoding="utf-8"))
            shutil.copy(RIGHT, place.submissions / name / "right.py")
        graded = place.grade()
        texts = {name: (place.out / name / "results.json").read_text(encoding="utf-8") for name in sources()}
    finally:
        place.remove()
    assert not graded.problems
    told = {name for name, text in texts.items() if "LEAK_" in _shown(text)}
    if reveal == "expected":  # so these are channels: what is written there is read
        assert len(told) >= 12, told
    else:
        assert told == set()
    for name, report in graded.reports.items():
        assert report.score < report.max_score, name  # each has failed where it tried
        if name == "message":  # the instructor sees it all the same
            assert "LEAK_" in "".join(test.details + test.message for test in report.tests)


def _shown(results: str) -> str:
    """What is in results.json for the student: everything but what only the course's staff is shown."""
    tree = json.loads(results)
    return json.dumps(
        [tree.get("output", ""), [[test.get("output", ""), test.get("name", "")] for test in tree["tests"]]]
    )


def _pass(name: str, request: pytest.FixtureRequest) -> Pass:
    if name == "own":
        return Pass.here()
    python = request.getfixturevalue("python")
    if name == "user":
        return Pass("user", python, user=ORDINARY_USER)
    return Pass("permissions", python, landlock=False, tier="file permissions")
