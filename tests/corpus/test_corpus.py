"""The whole corpus of hostile and broken submissions, graded as one class: as root, as a user, without Landlock."""

from __future__ import annotations

import dataclasses
import os
import shlex
import subprocess
from collections import Counter
from itertools import chain

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
)
from corpus_uploads import built_cases

from autograder.sandbox import landlock

AS_ROOT = os.geteuid() == 0


def test_as_whoever_runs_the_tests(corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass.here())


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_as_an_ordinary_user(python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("user", python, user=ORDINARY_USER))


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_as_root_without_landlock(python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("permissions", python, landlock=False, tier="file permissions"))


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_a_checkout_that_others_may_read_is_refused_and_the_advice_closes_it(python: str) -> None:
    place = Place(Pass("permissions", python, landlock=False, tier="file permissions"))
    try:
        place.add_good("ada")
        for folder in (place.root / "hidden_tests", place.root / "reference", place.submissions, place.out):
            folder.chmod(0o755)
        (refused,) = [problem for problem in place.grade().problems if "the command ended with 2" in problem]
        assert "nothing protects the tests from student code here" in refused
        advice = refused.partition("To keep other users out: ")[2].splitlines()[0]
        assert shlex.split(advice)[:3] == ["chmod", "-R", "o="]
        assert {str(place.root / "hidden_tests"), str(place.root / "reference")} <= set(shlex.split(advice))
        subprocess.run(shlex.split(advice), check=True)
        assert place.grade().problems == []
    finally:
        place.remove()


OLDER = [version - 1 for version, *_ in landlock.ADDED if version <= landlock.abi()]
WATCHED = ("files/", "processes/", "network/")  # what Landlock has to do with


@pytest.mark.slow
@pytest.mark.parametrize("version", OLDER)
def test_on_older_kernels(corpus_table: list[Row], version: int) -> None:
    """What Landlock of that version does not watch, the filter refuses."""
    of_pass = dataclasses.replace(Pass.here(), landlock_version=version)
    grade_corpus(corpus_table, of_pass, groups=WATCHED)


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
@pytest.mark.parametrize("version", OLDER[:1])
def test_as_an_ordinary_user_on_the_oldest_kernels(python: str, corpus_table: list[Row], version: int) -> None:
    """The oldest leaves the most to the filter, which is the same for every user."""
    grade_corpus(corpus_table, Pass("user", python, ORDINARY_USER, landlock_version=version), groups=WATCHED)


@pytest.mark.slow
def test_a_course_of_its_own(corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, dataclasses.replace(Pass.here(), own_course=True), groups=("files/",))


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_a_course_of_its_own_as_an_ordinary_user(python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("user", python, user=ORDINARY_USER, own_course=True), groups=("files/",))


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_a_course_of_its_own_without_landlock(python: str, corpus_table: list[Row]) -> None:
    of_pass = Pass("permissions", python, landlock=False, tier="file permissions", own_course=True)
    grade_corpus(corpus_table, of_pass, groups=("files/",))


@pytest.mark.slow
def test_the_wall_stays_where_lines_are_left_out(corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass.here(), stray_lines="leave_out")


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
def test_the_wall_stays_as_an_ordinary_user(python: str, corpus_table: list[Row]) -> None:
    grade_corpus(corpus_table, Pass("user", python, user=ORDINARY_USER), stray_lines="leave_out")


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="without Landlock, only root keeps students' code apart")
def test_the_wall_stays_without_landlock(python: str, corpus_table: list[Row]) -> None:
    of_pass = Pass("permissions", python, landlock=False, tier="file permissions")
    grade_corpus(corpus_table, of_pass, stray_lines="leave_out")


def grade_corpus(table: list[Row], of_pass: Pass, stray_lines: str = "refuse", groups: tuple[str, ...] = ("",)) -> None:
    place = Place(of_pass, stray_lines=stray_lines)
    try:
        cases = [case for case in all_cases(place) if case.name.startswith(groups)]
        fill(place, cases)
        graded = place.grade()
    finally:
        place.remove()
    found = {case.name: compare(case, graded, of_pass.name, stray_lines) for case in cases}
    not_ok = Counter(name.partition("/")[0] for name, differences in found.items() if differences)
    by_folder = Counter(case.name.partition("/")[0] for case in cases)
    table.append(Row(of_pass.row, graded.seconds, by_folder, not_ok, len(graded.problems)))
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
