"""Keeping what the tests give earns nothing, in any of the passes, also after a right submission on the same worker."""

from __future__ import annotations

import os

import pytest
from corpus_runs import ORDINARY_USER, Pass, Place
from hoarders import HOARDERS
from project import ROOT

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.mark.parametrize(
    "homework", [pytest.param(name, marks=[pytest.mark.slow] * (name != "mlp")) for name in HOARDERS]
)
@pytest.mark.parametrize(
    "of_pass", ["own", *(pytest.param(name, marks=[pytest.mark.slow, needs_root]) for name in ("user", "permissions"))]
)
def test_a_hoarder_earns_nothing(homework: str, of_pass: str, request: pytest.FixtureRequest) -> None:
    file, source, points = HOARDERS[homework]
    place = Place(_pass(of_pass, request), homework, explains=False)
    try:
        right = (ROOT / "reference" / homework / file).read_text(encoding="utf-8")
        for name, text in {"a_right": right, "b_hoarder": source, "c_right": right}.items():
            place.add(name, lambda folder, text=text: (folder / file).write_text(text, encoding="utf-8"))
        graded = place.grade("--jobs", "1")
    finally:
        place.remove()
    assert not graded.problems
    assert graded.reports["b_hoarder"].score == points
    for name in ("a_right", "c_right"):
        assert graded.reports[name].score == graded.reports[name].max_score


def _pass(name: str, request: pytest.FixtureRequest) -> Pass:
    if name == "own":
        return Pass.here()
    python = request.getfixturevalue("python")
    if name == "user":
        return Pass("user", python, user=ORDINARY_USER)
    return Pass("permissions", python, landlock=False, tier="file permissions")
