"""The whole corpus of hostile and broken submissions, graded as one class: as root, as a user, without Landlock."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_cases import Case, file_cases
from corpus_runs import ORDINARY_USER, Graded, Pass, Place, differences, fill, readable_python
from corpus_uploads import built_cases

AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="session")
def everybodys_python() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="python-"))
    folder.chmod(0o755)
    python = readable_python(folder / "venv")
    if python is None:
        pytest.skip("no Python of this version that another user can read")
    yield python
    shutil.rmtree(folder)


def test_as_whoever_runs_the_tests() -> None:
    grade_corpus(Pass("root" if AS_ROOT else "user", sys.executable))


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_as_an_ordinary_user(everybodys_python: str) -> None:
    grade_corpus(Pass("user", everybodys_python, user=ORDINARY_USER))


@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_as_root_without_landlock(everybodys_python: str) -> None:
    grade_corpus(Pass("permissions", everybodys_python, landlock=False, tier="file permissions"))


def grade_corpus(of_pass: Pass) -> None:
    place = Place(of_pass)
    try:
        cases = all_cases(place)
        fill(place, cases)
        graded = place.grade()
    finally:
        place.remove()
    problems = [*graded.problems, *compare(cases, graded, of_pass.name)]
    print(f"{of_pass.name}: {len(cases)} cases, {len(problems)} problems, {graded.seconds:.0f} s")
    assert not problems, "\n".join(problems)


def all_cases(place: Place) -> list[Case]:
    """Every case, or those whose name holds the text of the variable CASES: for trying a new one."""
    chosen = os.environ.get("CASES", "")
    cases = [*file_cases(place.places), *built_cases()]
    return [case for case in cases if chosen in case.name]


def compare(cases: list[Case], graded: Graded, of_pass: str) -> list[str]:
    return [
        difference
        for case in cases
        if case.entry in graded.reports
        for difference in differences(case, graded.reports[case.entry], of_pass)
    ]
