"""What every platform lists: the tests that may be shown, and one line for each part of the score that is no such test.

The points of all items sum to the score: platforms add them up themselves.
"""

from typing import Literal, NamedTuple

from autograder.outputs.causes import TITLE
from autograder.outputs.decided import is_decided
from autograder.outputs.student import StudentView, seen_by
from autograder.outputs.text import finite
from autograder.outputs.wording import HIDDEN_TESTS
from autograder.report import Outcome, Report

CAN_BE_GRADED = "The submission can be graded"
OTHERWISE = "Other changes to the score"  # by cause, by an earlier run, by the course staff


class Item(NamedTuple):
    """A line of a platform's list; each name is there once."""

    name: str
    points: float
    max_points: float
    status: Literal["pass", "fail", "error", "skipped"]  # error: the grader's own
    message: str = ""


class Result(NamedTuple):
    """One submission as a platform wants to know it."""

    view: StudentView
    items: tuple[Item, ...]
    score: float
    max_score: float
    state: Literal["graded", "not gradable", "undecided"]

    @property
    def full_marks(self) -> bool:
        return self.state == "graded" and self.score >= self.max_score


def result_of(report: Report, moment: str) -> Result:
    """The submission at a moment; its score is the whole one, which a platform has to know."""
    view = seen_by(report, moment)
    state: Literal["graded", "not gradable", "undecided"] = "graded"
    if not is_decided(report):
        state = "not gradable" if report.outcome is Outcome.INTAKE else "undecided"
    score, max_score = (round(finite(value), 4) for value in (report.score, report.max_score))
    items = [*_tests(view), *_not_shown(view)]
    if state == "graded":
        rest = round(score - sum(item.points for item in items), 4)
        more = round(max_score - sum(item.max_points for item in items), 4)
        items += [Item(OTHERWISE, rest, more, "pass" if rest >= more else "fail")] if rest or more else []
    return Result(view, tuple(items), score, max_score, state)


def text_above(result: Result) -> str:
    """What is said of the whole submission, as plain text: what happened, what to fix first, what is not shown."""
    view = result.view
    parts = [*view.remarks, *view.decisions]
    if view.causes:
        causes = [
            "\n".join(filter(None, (f"{one.number}. {one.text}", f"   ({one.worth}: {one.tests})", one.example)))
            for one in view.causes
        ]
        parts.append(f"{TITLE}:\n" + "\n".join(causes))
    if view.later:
        parts.append(f"{HIDDEN_TESTS}:\n" + "\n".join(view.later))
    return "\n\n".join(parts)


def _tests(view: StudentView) -> list[Item]:
    items = []
    taken: dict[str, int] = {}
    for test in view.tests:
        name = f"{test.number} {test.name}".strip()
        taken[name] = taken.get(name, 0) + 1
        name = name if taken[name] == 1 else f"{name} ({taken[name]})"
        status: Literal["pass", "fail", "error", "skipped"] = "pass" if test.passed else "fail"
        if test.outcome is Outcome.FAULT:
            status = "error"
        elif test.outcome is Outcome.SKIPPED:
            status = "skipped"
        items.append(Item(name, test.score, test.max_score, status, test.message))
    return items


def _not_shown(view: StudentView) -> list[Item]:
    points, max_points = view.not_shown
    if not view.later:
        return []
    status: Literal["pass", "fail"] = "pass" if points >= max_points else "fail"
    return [Item(HIDDEN_TESTS, round(points, 4), round(max_points, 4), status, "\n".join(view.later))]
