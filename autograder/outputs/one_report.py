"""What lists say of one Report: whose it is, whether it is graded, what it lost, and why a person should look."""

from collections import Counter
from collections.abc import Iterable

from autograder.outputs.causes import headline
from autograder.outputs.decided import is_decided
from autograder.outputs.text import amount, count, finite, one_line, points
from autograder.report import Outcome, Report, TestResult

# What will come back as a request to grade again.
_MOST_BY_ONE = 0.75  # of all points lost by one cause
_MUCH_UNEXPLAINED = 0.25  # of all points lost by nobody knows what


def in_order(reports: Iterable[Report]) -> list[Report]:
    """Reports as every list shows them: by the first student's name, then by the entry's name."""
    return sorted(reports, key=lambda report: (who(report).casefold(), who(report), report.submission))


def who(report: Report, student: int | None = None) -> str:
    """The people of a submission on one line, or one of them; the entry's name where the export names nobody."""
    people = report.students if student is None else report.students[student : student + 1]
    names = [one_line(one.called, 100) for one in people]
    return ", ".join(name for name in names if name) or one_line(report.submission, 100)


def is_faulty(report: Report) -> bool:
    """Whether the grader itself failed, in all or in one test: the score is then not decided."""
    return report.outcome is Outcome.FAULT or any(test.outcome is Outcome.FAULT for test in report.tests)


def _failed_here(report: Report) -> list[TestResult]:
    """The tests that the grader failed on with this submission, and not with everybody's."""
    broken = {test.id for test in report.broken}
    return [test for test in report.tests if test.outcome is Outcome.FAULT and test.id not in broken]


def is_graded(report: Report) -> bool:
    """Whether the tests gave a score; `is_decided` asks whether there is one from them or from people."""
    return report.outcome is not Outcome.INTAKE and not is_faulty(report)


def lost(test: TestResult) -> bool:
    """Whether this test is not fully passed."""
    return test.outcome is not Outcome.OK or test.score < test.max_score


def reasons_to_look(report: Report) -> tuple[str, ...]:
    """Why a person should look at this submission, most serious first; empty when nobody needs to."""
    reasons = []
    faulty = [one_line(test.id, 60) for test in _failed_here(report)]
    if faulty or report.fault or (report.outcome is Outcome.FAULT and not report.broken):
        where = f" on {', '.join(faulty[:3])}{' …' * (len(faulty) > 3)}" if faulty else ""
        what = _first_line(report.fault.rstrip().rpartition("\n")[2])
        reasons.append(f"the grader failed{where}{': ' * bool(what)}{what}")
    if report.outcome is Outcome.INTAKE and not is_decided(report):
        what = _first_line(report.problem)
        reasons.append(f"could not be graded{': ' * bool(what)}{what}")
    return (*reasons, *_of_causes(report), *(one_line(flag) for flag in report.flags))


def in_a_row(reasons: Iterable[str]) -> str:
    """Several reasons in one line."""
    return "; ".join(reason.removesuffix(".") for reason in reasons).replace("?; ", "? ")


def _of_causes(report: Report) -> list[str]:
    """What of the causes will come back as a request to grade again."""
    if not is_graded(report) or not report.causes or not report.max_score:
        return []
    missed = sum(finite(cause.points) for cause in report.causes)
    largest = report.causes[0]
    share = finite(largest.points) / report.max_score
    if all(cause.form and cause.kind == "error" for cause in report.causes):
        return [f"only its form is wrong: {headline(largest)}"]
    reasons = []
    if share >= _MOST_BY_ONE and largest.kind not in ("untouched", "unknown"):
        reasons.append(f"{points(missed)} points lost, nearly all to one cause: {headline(largest)}")
    unexplained = sum(finite(cause.points) for cause in report.causes if cause.kind == "unknown")
    if unexplained / report.max_score >= _MUCH_UNEXPLAINED:
        reasons.append(f"{points(unexplained)} points lost without a proven cause")
    return reasons


def one_sentence(report: Report) -> str:
    """What happened to a submission, in a few words."""
    if report.outcome is Outcome.INTAKE:
        return "could not be graded"
    faulty = len(_failed_here(report))
    if faulty or report.fault:
        return f"the grader failed on {count(faulty, 'test')}" if faulty else "the grader failed"
    if report.broken:
        return f"undecided: {count(len(report.broken), 'test')} broken"
    if is_faulty(report):
        return "the grader failed"
    losing = [test for test in report.tests if lost(test)]
    if not losing:
        return "all tests passed" if report.tests else "no tests"
    missed = sum(finite(test.max_score) - finite(test.score) for test in losing)
    return f"{count(len(losing), 'test')} lost, {amount(missed)}"


def same_results(tests: Iterable[TestResult]) -> list[list[TestResult]]:
    """`tests` in groups that say the same: a file that cannot be loaded fails all of them alike."""
    groups: dict[tuple[str, ...], list[TestResult]] = {}
    for test in tests:
        groups.setdefault((test.outcome.value, test.message, test.details, test.mistake), []).append(test)
    return list(groups.values())


def lost_groups(report: Report) -> str:
    """The test functions that lost points, most often lost first: "test_forward (5), test_mse_loss"."""
    functions = most_frequent(test.function for test in report.tests if lost(test))
    return ", ".join(one_line(name) + (f" ({number})" if number > 1 else "") for name, number in functions)


def passed_groups(report: Report) -> str:
    """The tests that were passed, in the homework's order, cases together: "mse_loss (1); forward (9 cases, 9)"."""
    groups: dict[str, list[TestResult]] = {}
    for test in report.tests:
        if not lost(test):
            groups.setdefault(test.function, []).append(test)
    told = []
    for tests in groups.values():
        name, cases = (tests[0].name_without_case, f"{len(tests)} cases, ") if len(tests) > 1 else (tests[0].name, "")
        told.append(f"{one_line(name)} ({cases}{points(sum(finite(test.score) for test in tests))})")
    return "; ".join(told)


def _first_line(text: str) -> str:
    return one_line(text.strip().partition("\n")[0])


def most_frequent(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))
