"""The causes of lost points in words: what to fix first, what each test says, and what a class lost."""

from collections.abc import Iterable, Sequence

from autograder.homework import OPENNESS, openness
from autograder.outputs.text import amount, count, first_of, one_line, points, with_counts
from autograder.outputs.wording import message_of
from autograder.report import Cause, Report, TestResult, function_of, without_likely_causes

TITLE = "What to fix first"
FIRST_LINES = 2  # of a test's message, where its cause is said elsewhere


def shown_when(cause: Cause, report: Report) -> str:
    """The visibility of a cause: the homework's, or a later one where all its tests are shown later."""
    tests = [test for test in report.tests if test.id in cause.tests]
    earliest = min((openness(test.visibility) for test in tests), default=0)
    return OPENNESS[max(earliest, openness(report.visibility))]


def worth(cause: Cause) -> str:
    """ "23 points, 21 tests"; and what it is charged with, where that is something else."""
    text = f"{amount(cause.points)}, {count(len(cause.tests), 'test')}"
    same = cause.cost is None or points(cause.cost) == points(cause.points)
    return text if same else f"{text}; costs {points(cause.cost or 0.0)}"


def charged(report: Report) -> str:
    """Both scores of a submission that is charged by cause."""
    return (
        f"Scored by cause: {points(report.score)} of {points(report.max_score)} points. The tests alone "
        f"would give {points(report.by_tests)}."
    )


def functions(tests: Iterable[str], most: int = 6) -> str:
    """The test functions of some ids, with the number of their cases: "test_gradient (12), test_reuse"."""
    return first_of(with_counts(map(function_of, tests)), most, between=", ", rest="{} more")


def example_of(cause: Cause, report: Report, visibility: str) -> str:
    """What differs in one of its tests, if students may see that test when they see the cause."""
    test = next((test for test in report.tests if test.name == cause.example_test), None)
    if test is None or not cause.example or openness(test.visibility) > openness(visibility):
        return ""
    return f"For example, {one_line(test.name)}:\n{cause.example}"


def to_fix(report: Report, numbers: Sequence[int], visibility: str) -> str:
    """These causes, each with its sentence, what it costs, what it explains and an example, for a student."""
    paragraphs = []
    for number in numbers:
        cause = report.causes[number - 1]
        lines = [f"{number}. {cause.text}", f"   ({worth(cause)}: {_named(cause, report)})"]
        if example := example_of(cause, report, visibility):
            lines += [f"   {line}" for line in example.splitlines()]
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _named(cause: Cause, report: Report) -> str:
    """Its tests as the student knows them, cases together."""
    tests = {test.id: test for test in report.tests}
    names = (tests[test].name_without_case if test in tests else function_of(test) for test in cause.tests)
    return first_of(with_counts(names, "{} [{} cases]"), 4)


def of_the_form(report: Report) -> list[str]:
    """What is told at once, whatever is shown later: a name, a signature, a part that is not written."""
    return list(dict.fromkeys(cause.text for cause in report.causes if cause.form))


def message_beside(test: TestResult, report: Report) -> str:
    """What a test says to the student where its causes are said at the top: what differs, and where to look.

    All of it where a cause is only guessed at, or is shown later than the test.
    """
    message = message_of(test)
    causes = [report.causes[number - 1] for number in test.causes if number <= len(report.causes)]
    if not causes or any(cause.kind == "unknown" for cause in causes):
        return message
    if any(openness(shown_when(cause, report)) > openness(test.visibility) for cause in causes):
        return message
    first = without_likely_causes(message)
    see = " and ".join(map(str, test.causes))
    return "\n".join([*first[:FIRST_LINES], f"See {see} in “{TITLE}”."])


def in_short(report: Report, most: int = 3) -> str:
    """The causes of one submission on one line, most points first."""
    told = [f"{headline(cause)} ({points(cause.points)})" for cause in report.causes]
    return first_of(told, most, rest="{} more")


def headline(cause: Cause) -> str:
    """The first line of its sentence."""
    return one_line(cause.text.strip().partition("\n")[0], 200)
