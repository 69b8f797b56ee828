"""Staff decisions in words and sums: the last thing added to one student's score."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from autograder.outputs.text import amount, count, finite, one_line, points
from autograder.report import Decision, Outcome, Report, Student, TestResult

TITLE = "Decided by the course staff"
MOST_NAMED = 40  # students, in a line of the terminal


class Standing(NamedTuple):
    """The points of one student."""

    decisions: tuple[Decision, ...]
    autograded: float
    decided: float  # what decisions about tests add
    questions: dict[str, float]  # of each question that has points from people, how many
    out_of: float
    so_far: float  # all of it together
    total: float | None  # None: not decided yet


def is_undecided(test: TestResult) -> bool:
    """Whether neither the student's code nor the test says how many points it is worth."""
    return test.outcome in (Outcome.FAULT, Outcome.INTAKE)


def is_decided(report: Report, student: int | None = None) -> bool:
    """Whether the score means something: by the tests, by an earlier run, or because people decided on what is open."""
    if report.outcome is Outcome.OK and not any(test.outcome is Outcome.FAULT for test in report.tests):
        return True
    if report.kept is not None:
        return True
    covered = {test for one in decisions_for(report, student) for test in one.tests}
    undecided = [test.id for test in report.tests if is_undecided(test)] or [test.id for test in report.tests]
    return bool(undecided) and covered.issuperset(undecided)


def decisions_for(report: Report, student: int | None) -> tuple[Decision, ...]:
    """Those that hold for one of a submission's students; None: those for all of them."""
    return tuple(one for one in report.decisions if one.student is None or one.student == student)


def standing(report: Report, student: int | None = None) -> Standing:
    """What one student of a submission has; None: what all of them have in common."""
    mine = decisions_for(report, student)
    decided = round(sum(one.points for one in mine if not one.question), 4)
    questions: dict[str, float] = {}
    for one in mine:
        if one.question:
            questions[one.question] = round(questions.get(one.question, 0.0) + one.points, 4)
    highest = sum(finite(test.max_score) for test in report.tests) + sum(finite(item.points) for item in report.manual)
    so_far = round(finite(report.autograded) + decided + sum(questions.values()), 4)
    open_questions = any(item.question not in questions for item in report.manual)
    return Standing(
        decisions=mine,
        autograded=finite(report.autograded),
        decided=decided,
        questions=questions,
        out_of=round(highest + sum(one.out_of for one in mine), 4),
        so_far=so_far,
        total=so_far if is_decided(report, student) and not open_questions else None,
    )


def signed(value: float) -> str:
    """ "+1", "-0.5", "+0"."""
    return points(value) if value < 0 else f"+{points(value)}"


def in_words(decision: Decision, report: Report) -> str:
    """For the student, "+1: the test was wrong". Names no test: it is shown at once, and the test may not be."""
    reason = one_line(decision.reason, 1_000) or "decided by the course staff"
    if decision.out_of:
        value = amount(-decision.out_of)
        what = f"{value} do{'es' * (value == '1 point')} not count"
    elif decision.question:
        what = amount(decision.points) if decision.what[:1] not in "+-" else signed(decision.points)
        what = f"{one_line(decision.question)}: {what}"
    else:
        what = signed(decision.points)
    return f"{what}{_whose(decision, report)}: {reason}"


def for_staff(decision: Decision, report: Report) -> str:
    """With the test, and the line that it is from: "test_forward +1: it was wrong (decisions.csv, line 3)"."""
    what = "waived" if decision.what == "waive" else signed(decision.points)
    if decision.question and decision.what[:1] not in "+-":
        what = amount(decision.points)
    about = "all tests" if decision.test == "*" else one_line(decision.test, 100)
    reason = f": {one_line(decision.reason)}" if decision.reason else ""
    return f"{about} {what}{_whose(decision, report)}{reason} ({one_line(decision.source)})"


def by_people(mine: Standing) -> list[str]:
    """A note on the points of questions that people graded: "3 points by people from hw1.manual.csv"."""
    by_file: dict[str, float] = {}
    for one in mine.decisions:
        if one.question:
            file = one.source.rpartition(", line ")[0]
            by_file[file] = by_file.get(file, 0.0) + one.points
    return [f"{amount(value)} by staff from {one_line(file)}" for file, value in by_file.items()]


def told_of_class(reports: Iterable[Report], *, questions: bool) -> str:
    """What the staff's decisions give, and to whom: "20 points for 2 students: Ada 18, Bo 2".

    About the `questions` that people grade, or about tests.
    """
    each = []
    total = 0.0
    for report in reports:
        for index, student in enumerate(report.students or (Student(),)):
            mine = [one.points for one in decisions_for(report, index) if bool(one.question) == questions]
            if any(mine) or (mine and questions):
                value = points(sum(mine)) if questions else signed(sum(mine))
                each.append(f"{one_line(student.name or report.submission)} {value}")
                total += sum(mine)
    if not each:
        return "none"
    who = count(len(each), "student")
    if len(each) > MOST_NAMED:
        each[MOST_NAMED - 1 :] = [f"{len(each) - MOST_NAMED + 1} more (see the gradebook)"]
    return f"{amount(total)} for {who}: {', '.join(each)}"


def told_to_all(report: Report) -> Sequence[str]:
    """What everybody of a submission reads above the tests."""
    return [in_words(one, report) for one in report.decisions]


def _whose(decision: Decision, report: Report) -> str:
    if decision.student is None or decision.student >= len(report.students):
        return ""
    student = report.students[decision.student]
    return f" for {one_line(student.called, 100)}"
