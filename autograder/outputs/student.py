"""Report -> what one student may see of it at a moment, outside Gradescope, which hides tests itself."""

from collections.abc import Iterable
from typing import NamedTuple

from autograder.homework import openness
from autograder.outputs import wording
from autograder.outputs.causes import charged, example_of, message_beside, shown_when
from autograder.outputs.decided import decisions_for, in_words, is_decided, standing
from autograder.outputs.one_report import who
from autograder.outputs.text import amount, count, finite, first_of, one_line, points, printable, shorten, with_counts
from autograder.report import LATE, Cause, Outcome, Report, TestResult

MOMENTS = {"now": "visible", "due": "after_due_date", "published": "after_published"}  # -> the last that is shown then
LONGEST_MESSAGE = 8_000  # characters


class ShownTest(NamedTuple):
    """A test that the student may see."""

    name: str
    test: str  # the name without the case of a parametrised test
    number: str
    score: float
    max_score: float
    outcome: Outcome
    message: str  # several lines

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.OK and self.score >= self.max_score


def cases_together(tests: Iterable[ShownTest]) -> list[tuple[str, float]]:
    """Tests that were passed, the cases of one together: "1.1 forward returns y_hat (9 cases)", and their points."""
    groups: dict[tuple[str, str], list[ShownTest]] = {}
    for test in tests:
        groups.setdefault((test.number, test.test), []).append(test)
    told = []
    for (number, name), cases in groups.items():
        named = f"{name} ({len(cases)} cases)" if len(cases) > 1 else cases[0].name
        told.append((f"{number} {named}".strip(), sum(case.score for case in cases)))
    return told


class ShownCause(NamedTuple):
    """A cause that the student may see, told from what may be seen of its tests."""

    number: int  # as the tests' messages name it
    text: str
    worth: str  # "5 points, 3 tests"
    tests: str  # their names, cases together
    example: str


class StudentView(NamedTuple):
    """Everything that one student of a submission is shown. All texts are printable; none is escaped for a page."""

    title: str
    who: str
    submission: str
    score: float | None  # None: not decided, or not to be told yet
    out_of: float
    score_is: str  # "Score", "Score so far", "Visible tests"
    remarks: tuple[str, ...]  # what happened to the submission; a paragraph each
    decisions: tuple[str, ...]  # "+1: the test was wrong"
    causes: tuple[ShownCause, ...]  # what to fix first
    tests: tuple[ShownTest, ...]
    later: tuple[str, ...]  # "3 hidden tests (6 of 50 points) will be shown to course staff only."
    not_shown: tuple[float, float]  # points of the tests that are not shown, and of how many
    graded: bool  # whether there is a score at all


def seen_by(report: Report, moment: str = "published", student: int | None = None) -> StudentView:
    """What is shown at one of MOMENTS to one of the submission's students; None: what all of them may see."""
    latest = openness(MOMENTS[moment])
    mine = standing(report, student)
    graded = is_decided(report, student)
    gradable = report.outcome not in (Outcome.INTAKE, Outcome.FAULT)
    shown = [test for test in report.tests if openness(test.visibility) <= latest] if gradable else []
    hidden = [test for test in report.tests if openness(test.visibility) > latest] if gradable else []
    # The total is the grade: it is told with the grades, or where it says nothing of tests that are not shown.
    tells_all = moment == "published" or not hidden
    if not graded:
        score, out_of, score_is = None, mine.out_of, "Score"
    elif tells_all:
        score, out_of, score_is = mine.so_far, mine.out_of, "Score" if mine.total is not None else "Score so far"
    else:
        score, out_of = sum(finite(test.score) for test in shown), sum(finite(test.max_score) for test in shown)
        score_is = "Visible tests"
    return StudentView(
        title=one_line(report.title),
        who=who(report, student),
        submission=one_line(report.submission),
        score=None if score is None else round(score, 4),
        out_of=round(out_of, 4),
        score_is=score_is,
        remarks=tuple(printable(text) for text in _remarks(report, student, graded=graded, tells_all=tells_all)),
        decisions=tuple(printable(in_words(one, report)) for one in mine.decisions),
        causes=tuple(_cause(number, report, latest, MOMENTS[moment]) for number in _numbers(report, latest, shown)),
        tests=tuple(_test(test, report) for test in shown),
        later=tuple(
            f"{line}." for line in wording.of_hidden(hidden, sum(finite(test.max_score) for test in report.tests))
        ),
        not_shown=(sum(finite(test.score) for test in hidden), sum(finite(test.max_score) for test in hidden)),
        graded=graded,
    )


def _remarks(report: Report, student: int | None, *, graded: bool, tells_all: bool) -> list[str]:
    texts = []
    if report.outcome is Outcome.FAULT and not graded:
        texts.append(wording.FAULT)
    elif report.outcome is Outcome.INTAKE:
        texts.append(wording.CANNOT_BY_TESTS if graded else wording.CANNOT)
    elif (faults := sum(test.outcome is Outcome.FAULT for test in report.tests)) and not graded:
        texts.append(wording.of_faults(faults))
    texts += [report.problem] if report.problem else []
    texts += ["Your submission was late."] if LATE in report.flags else []
    texts += report.notes
    if tells_all and graded:
        texts += [charged(report)] if report.charged is not None else []
        texts += [wording.KEPT] if report.kept is not None else []
    given = {one.question for one in decisions_for(report, student)}
    if left := [item for item in report.manual if item.question not in given]:
        named = ", ".join(f"{one_line(item.question)} ({amount(item.points)})" for item in left)
        texts.append(f"Graded by hand and not yet included in the score: {named}.")
    return texts


def _numbers(report: Report, latest: int, shown: list[TestResult]) -> list[int]:
    ids = {test.id for test in shown}
    return [
        number
        for number, cause in enumerate(report.causes, start=1)
        if ids.intersection(cause.tests) and openness(shown_when(cause, report)) <= latest
    ]


def _cause(number: int, report: Report, latest: int, visibility: str) -> ShownCause:
    cause = report.causes[number - 1]
    tests = [test for test in report.tests if test.id in cause.tests]
    shown = [test for test in tests if openness(test.visibility) <= latest]
    if len(shown) == len(tests):
        text, value = cause.text, amount(cause.points)
        value = f"{value}, {count(len(tests), 'test')}"
        value += "" if cause.cost is None or cause.cost == cause.points else f"; costs {points(cause.cost)}"
    else:  # how much the others cost by it, and what they have in common, is told by none of the tests that are shown
        text, value = _of_shown(cause, shown), count(len(shown), "visible test")
    return ShownCause(
        number=number,
        text=printable(shorten(text, LONGEST_MESSAGE)),
        worth=value,
        tests=first_of(with_counts((test.name_without_case for test in shown), "{} ({} cases)"), 4),
        example=printable(example_of(cause, report, visibility)),
    )


def _of_shown(cause: Cause, shown: list[TestResult]) -> str:
    """The sentence of a cause, without what it says of tests that are not shown."""
    if cause.kind == "unknown":
        return wording.not_explained(len(shown))
    if cause.kind == "error" or (cause.kind == "untouched" and not cause.name):
        # its text is the message of its first test, which may not be one of these
        return next((test.message for test in shown if test.message), wording.NO_VALUE)
    return cause.text.partition("\n  (")[0]


def _test(test: TestResult, report: Report) -> ShownTest:
    return ShownTest(
        name=one_line(test.name),
        test=one_line(test.name_without_case),
        number=one_line(test.number, 20),
        score=finite(test.score),
        max_score=finite(test.max_score),
        outcome=test.outcome,
        message=printable(shorten(message_beside(test, report), LONGEST_MESSAGE)),
    )
