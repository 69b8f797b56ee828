"""The sentences that a student reads where a test or a submission brings none of its own."""

from __future__ import annotations

from autograder.outputs.text import count
from autograder.report import Outcome, TestResult

# When the tests that a student does not see at once are shown.
LATER = {
    "after_due_date": "shown after the due date",
    "after_published": "shown when the grades are published",
    "hidden": "shown to the course staff only",
}


CANNOT = "Your submission could not be graded."
KEPT = "Your score is the one that an earlier run of the grader gave you: being graded again lowers nobody's."

FAULT = (
    "The grader itself failed while it graded your submission. This is not a mistake in your code, and what is shown "
    "here is not your score: the failure is shown to the course staff, and your submission will be graded again."
)
UNFINISHED = (
    "Grading did not finish. If you still see this when the autograder has stopped, it was interrupted before it could "
    "write a result, and the 0 shown here is not your score. Please submit again; if this text comes back, tell the "
    "course staff."
)
_FAULT_OF_TEST = (
    "The grader itself failed on this test. This is not a mistake in your code: the failure is shown to the course "
    "staff, and the test will be graded again."
)
_WITHOUT_MESSAGE = {
    Outcome.OK: "",
    Outcome.WRONG: "The result is wrong.",
    Outcome.ERROR: "Your code raised an error.",
    Outcome.MISSING: "A name that the homework asks for is missing from your file.",
    Outcome.CRASH: "Your code ended the Python process that ran it.",
    Outcome.TIMEOUT: "Your code did not finish in the time allowed.",
    Outcome.MEMORY: "Your code needed more memory than allowed.",
    Outcome.REFUSED: "Your code did something that is not allowed in this homework.",
    Outcome.PROTOCOL: "Your code disturbed the process that ran it, so there is no result to compare.",
    Outcome.INTAKE: "Not run: what was handed in could not be graded.",
    Outcome.SKIPPED: "This test was not run.",
}


def message_of(test: TestResult) -> str:
    """What the student reads about a test, not yet made printable; of a fault never more than that there was one."""
    return _FAULT_OF_TEST if test.outcome is Outcome.FAULT else test.message or _WITHOUT_MESSAGE[test.outcome]


def of_faults(number: int) -> str:
    """What the student reads where the grader failed on some of the tests."""
    return (
        f"The grader itself failed on {count(number, 'test')}. This is not a mistake in your code: the failure is "
        "shown to the course staff, your submission will be graded again, and the score shown here is not final."
    )


def visibility_of(test: TestResult) -> str:
    """When the test is shown. A visibility that does not exist was meant to hide something."""
    return test.visibility if test.visibility in ("visible", *LATER) else "hidden"
