"""What a report says of a submission beside the results of its tests."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from autograder.checks import differences
from autograder.checks.run import TestRun
from autograder.homework import Homework
from autograder.report import BrokenTest, ManualItem, Outcome, Report, TestResult
from autograder.sandbox.session import Session
from autograder.version import version_and_code


class Sheet:
    """Makes a homework's reports. `about`: what each test is, by its id, in the order of a report."""

    def __init__(self, homework: Homework, about: Mapping[str, dict[str, Any]], isolation: str) -> None:
        self._about = about
        self._same_for_all: dict[str, Any] = {
            "homework": homework.full_name,
            "title": homework.title,
            "visibility": homework.visibility,
            "manual": tuple(ManualItem(question=item.question, points=item.points) for item in homework.manual),
            "isolation": isolation,
            "homework_digest": homework.digest(),
        }

    def report(self, submission: str, outcome: Outcome, results: Sequence[TestResult], **fields: Any) -> Report:
        places = {identity: place for place, identity in enumerate(self._about)}
        tests = tuple(sorted(results, key=lambda result: places[result.id]))
        return Report(
            **self._same_for_all, submission=submission, outcome=outcome, tests=tests,
            grader_version=version_and_code(), **fields,
        )  # fmt: skip

    def not_run(self, test: str, outcome: Outcome, message: str) -> TestResult:
        return TestResult(**self._about[test], score=0.0, outcome=outcome, message=message)

    def not_run_after(self, test: str, broken: Mapping[str, BrokenTest]) -> TestResult:
        """A test that was not run because it is broken, or because the grader failed before it."""
        known = broken.get(test)
        message = "This test is broken." if known else "The grader failed before this test."
        result = self.not_run(test, Outcome.FAULT, message)
        return msgspec.structs.replace(result, details=f"{known.where}: {known.why}") if known else result

    def seconds_of(self, ran: Sequence[TestRun]) -> tuple[float, ...]:
        """What each test took, in the order of a report."""
        took = {one.result.id: round(one.seconds, 4) for one in ran}
        return tuple(took.get(test, 0.0) for test in self._about)


def numerical_flag(homework: Homework, ran: Sequence[TestRun]) -> list[str]:
    """The flag for gradients that look computed from differences of outputs."""
    tests = [one.result.id for one in ran if one.differences]
    return differences.flags(tests, refuses=homework.numerical == "refuse")


def costs_nothing(homework: Homework, results: Sequence[TestResult]) -> bool:
    """Whether lines that were left out, and that no test needed, cost no points: in a script every line may."""
    in_full = all(result.outcome is Outcome.OK for result in results)
    return in_full or not any(file.script for file in homework.submit)


def of_scripts(homework: Homework, session: Session) -> list[str]:
    """For the student: the lines of scripts that failed; and how, where the homework reveals that much."""
    lines = list(session.left_out)
    if homework.reveal != "expected":
        places = (re.match(r"[\w./]{1,100}, line \d{1,6}(?=:|$)", line) for line in lines)
        lines = list(dict.fromkeys(place[0] for place in places if place))
    return [f"{line}. This line was left out, and the lines below it were run." for line in lines]


def scripts_flag(session: Session) -> list[str]:
    """For the instructor."""
    return [f"Lines of a script that fail were left out: {'; '.join(session.left_out)}."] if session.left_out else []
