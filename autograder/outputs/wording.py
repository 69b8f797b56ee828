"""The sentences that students read if a test or submission has none of its own."""

from collections.abc import Sequence

from autograder.intake.problem import listed
from autograder.outputs.text import count, finite, points
from autograder.report import Outcome, TestResult

# When students see the tests that are hidden now.
LATER = {
    "after_due_date": "will be shown after the due date",
    "after_published": "will be shown when grades are published",
    "hidden": "will be shown to course staff only",
}
HIDDEN_TESTS = "Hidden tests"

CANNOT = "Your submission could not be graded."
CANNOT_BY_TESTS = "The tests could not grade your submission."
NO_VALUE = "Your code returned no value."
KEPT = "You keep your score from an earlier run: regrading never lowers a score."

FAULT = (
    "The grader failed while grading your submission. This is not a mistake in your code, and the "
    "score shown here is not your score. The course staff can see the failure, and your submission "
    "will be graded again."
)
UNFINISHED = (
    "Grading did not finish. If you still see this after the autograder has stopped, it was "
    "interrupted before it could write a result, and the 0 shown here is not your score. Please submit "
    "again. If you see this message again, tell the course staff."
)
_FAULT_OF_TEST = (
    "The grader failed on this test. This is not a mistake in your code. The course staff can see the "
    "failure, and the test will be graded again."
)
_WITHOUT_MESSAGE = {
    Outcome.OK: "",
    Outcome.WRONG: "The result is wrong.",
    Outcome.ERROR: "Your code raised an error.",
    Outcome.MISSING: "Your file is missing a name that the homework asks for.",
    Outcome.CRASH: "Your code ended its Python process.",
    Outcome.TIMEOUT: "Your code did not finish within the time limit.",
    Outcome.MEMORY: "Your code exceeded the memory limit.",
    Outcome.REFUSED: "Your code did something that is not allowed in this homework.",
    Outcome.PROTOCOL: "Your code disrupted the process that ran it, so there is no result to compare.",
    Outcome.INTAKE: "Not run: your submission could not be graded.",
    Outcome.SKIPPED: "This test was not run.",
}


def message_of(test: TestResult) -> str:
    """What the student reads about a test, not yet made printable; of a fault never more than that there was one."""
    return _FAULT_OF_TEST if test.outcome is Outcome.FAULT else test.message or _WITHOUT_MESSAGE[test.outcome]


def of_faults(number: int) -> str:
    """What the student reads where the grader failed on some of the tests."""
    return (
        f"The grader failed on {count(number, 'test')}. This is not a mistake in your code. The course "
        "staff can see the failure, your submission will be graded again, and the score shown here is not "
        "final."
    )


def of_hidden(tests: Sequence[TestResult], total: float) -> list[str]:
    """A sentence, without its full stop, for each moment at which some of these hidden tests are shown."""
    groups = {visibility: [test for test in tests if visibility_of(test) == visibility] for visibility in LATER}
    return [
        f"{count(len(group), 'hidden test')} ({points(sum(finite(test.max_score) for test in group))} of "
        f"{points(total)} points) {LATER[visibility]}"
        for visibility, group in groups.items()
        if group
    ]


def not_explained(number: int) -> str:
    """What the student reads about lost points whose cause is not known."""
    return f"We could not prove a single cause for {'this test' if number == 1 else f'these {number} tests'}."


def all_zeros(entries: Sequence[str]) -> str:
    """What the student reads about results that are nothing but zeros."""
    what, are, they = f"{listed(entries, written=str)} are all zeros", "are", "they"
    if len(entries) == 1:
        what, are, they = f"{entries[0]} is zero", "is", "it"
    text = f"{what}: {are} {they} not computed yet, overwritten later, or multiplied by something that is zero?"
    return f"The {text[4:]}" if text.startswith("the ") else text


def visibility_of(test: TestResult) -> str:
    """When the test is shown. A visibility that does not exist was meant to hide something."""
    return test.visibility if test.visibility in ("visible", *LATER) else "hidden"
