"""The whole corpus of hostile and broken submissions, graded as one class: as root, as a user, without Landlock."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from corpus_cases import Case, file_cases
from corpus_runs import (
    ORDINARY_USER,
    Graded,
    Pass,
    Place,
    Row,
    differences,
    differences_without_stray_lines,
    fill,
    readable_python,
)
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


def test_as_whoever_runs_the_tests(corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("root" if AS_ROOT else "user", sys.executable))


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_as_an_ordinary_user(everybodys_python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("user", everybodys_python, user=ORDINARY_USER))


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_as_root_without_landlock(everybodys_python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("permissions", everybodys_python, landlock=False, tier="file permissions"))


@pytest.mark.slow
def test_the_wall_stays_where_lines_are_left_out(corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("root" if AS_ROOT else "user", sys.executable), stray_lines="leave_out")


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_the_wall_stays_as_an_ordinary_user(everybodys_python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("user", everybodys_python, user=ORDINARY_USER), stray_lines="leave_out")


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_the_wall_stays_without_landlock(everybodys_python: str, corpus_table: list[Row]) -> None:
    of_pass = Pass("permissions", everybodys_python, landlock=False, tier="file permissions")
    grade_corpus(corpus_table, of_pass, stray_lines="leave_out")


def grade_corpus(table: list[Row], of_pass: Pass, stray_lines: str = "refuse") -> None:
    place = Place(of_pass, stray_lines=stray_lines)
    try:
        cases = all_cases(place)
        fill(place, cases)
        graded = place.grade()
    finally:
        place.remove()
    found = {case.name: compare(case, graded, of_pass.name, stray_lines) for case in cases}
    not_ok = Counter(name.partition("/")[0] for name, differences in found.items() if differences)
    by_folder = Counter(case.name.partition("/")[0] for case in cases)
    table.append(Row(of_pass.name, graded.seconds, by_folder, not_ok, len(graded.problems)))
    problems = [*graded.problems, *chain.from_iterable(found.values())]
    assert not problems, "\n".join(problems)


def all_cases(place: Place) -> list[Case]:
    """Every case, or those whose name holds the text of the variable CASES: for trying a new one."""
    chosen = os.environ.get("CASES", "")
    cases = [*file_cases(place.places), *built_cases()]
    return [case for case in cases if chosen in case.name]


def compare(case: Case, graded: Graded, of_pass: str, stray_lines: str) -> list[str]:
    report = graded.reports.get(case.entry)
    differ = differences if stray_lines == "refuse" else differences_without_stray_lines
    return differ(case, report, of_pass) if report else [f"{case.name} ({of_pass}): no report"]
