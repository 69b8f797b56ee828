"""What grading one submission produces: frozen data, no logic beyond sums."""

from enum import Enum
from typing import Literal

import msgspec

LATE = "handed in late"  # a flag


LIKELY_CAUSE = "likely cause:"  # how a guess begins, in small letters


def function_of(test_id: str) -> str:
    """ "test_f" of "test_f[a]"."""
    return test_id.partition("[")[0]


def without_likely_causes(message: str) -> list[str]:
    """The lines of a test's message that are not guesses."""
    return [line for line in message.splitlines() if not line.lower().lstrip().startswith(LIKELY_CAUSE)]


class Outcome(str, Enum):
    """How one test, or one whole submission, ended."""

    OK = "ok"  # right
    WRONG = "wrong"  # ran, and a value is wrong
    ERROR = "error"  # the student's code raised
    MISSING = "missing"  # a name that the homework asks for does not exist
    CRASH = "crash"  # the student's process ended by itself
    TIMEOUT = "timeout"  # the student's code did not come back in time
    MEMORY = "memory"  # the student's code asked for more memory than allowed
    REFUSED = "refused"  # the student's code did what the homework or the sandbox forbids
    PROTOCOL = "protocol"  # the student's process sent something that is not a reply
    INTAKE = "intake"  # what was uploaded cannot be graded
    SKIPPED = "skipped"  # the test skipped itself
    FAULT = "fault"  # the grader's own failure, never the student's


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """One value that is not what it should be; the message is made from this, never the other way round."""

    entry: str  # "dL/dW"
    kind: Literal["missing", "type", "shape", "dtype", "not finite", "value", "condition"]
    actual_type: str = ""  # "tuple of 2", "torch.float32 tensor"
    expected_shape: tuple[int, ...] | None = None
    actual_shape: tuple[int, ...] | None = None
    wrong: int = 0  # entries that differ
    total: int = 0
    worst_index: tuple[int, ...] | None = None
    expected: float | None = None  # at the worst index
    actual: float | None = None
    allowed: float | None = None
    likely_cause: str = ""


class TestResult(msgspec.Struct, frozen=True, kw_only=True):
    """One hidden test's result for one submission."""

    __test__ = False  # not a pytest class, whatever its name suggests

    id: str  # "test_forward[relu-sigmoid]"
    name: str  # what the student sees: the docstring's first line, and the case
    score: float
    max_score: float
    outcome: Outcome
    message: str = ""  # for the student; several lines of plain text
    details: str = ""  # for the instructor only: tracebacks, hidden values
    mismatches: tuple[Mismatch, ...] = ()
    proven: str = ""  # the cause, where the test itself has tried it out
    mistake: str = ""  # name of the known mistake whose values these are (mistakes.yaml)
    causes: tuple[int, ...] = ()  # numbers, from 1, of the report's causes that explain it
    number: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "visible"

    @property
    def function(self) -> str:
        return function_of(self.id)

    @property
    def name_without_case(self) -> str:
        """As students see it, without the case of a parametrised one."""
        return self.name.removesuffix(self.id.removeprefix(self.function)).rstrip()

    def is_of_the_form(self) -> bool:
        """Whether nothing could be compared: the number of results, a shape, a type, say, is wrong."""
        kinds = [one.kind for one in self.mismatches]
        return self.outcome is Outcome.WRONG and bool(kinds) and not {"not finite", "value"}.intersection(kinds)


class BrokenTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test that the reference does not pass: a fault of the test, for everybody."""

    id: str
    where: str  # "hidden_tests/mlp/test_mlp.py, line 57"
    why: str  # for the instructor


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a test saw of one submission, in short: two with the same have the same wrong values."""

    test: str
    what: str  # a digest of what the values are
    numbers: tuple[float, ...]  # two of each value, equal but for rounding where its numbers are


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why points were lost, and all that it accounts for."""

    text: str  # for the student: the sentence, and what its tests have in common
    kind: Literal["known", "slip", "untouched", "error", "unknown"]
    points: float  # lost by it; those of all causes of a report sum to what was lost
    tests: tuple[str, ...]  # ids of the tests that it explains, alone or with others
    complete: bool  # it accounts for all that it touches: nothing is left that it should explain and does not
    name: str = ""  # of the known mistake, or what tells this slip from all others
    example: str = ""  # what differs in one of its tests, in a few lines; as much as the homework reveals
    example_test: str = ""  # the name of that test
    form: bool = False  # of the form alone (a name, a signature, a part not written): told before anything else may be
    cost: float | None = None  # points, where the homework charges by cause
    values: tuple[Seen, ...] = ()  # of an unknown one, what its tests saw


class LeaderboardEntry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    value: float | str
    order: str = "desc"


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """Who handed a submission in, as far as the export says."""

    name: str = ""
    id: str = ""
    email: str = ""

    @property
    def called(self) -> str:
        """The name, or else what there is to tell one student from another."""
        return self.name or self.email or self.id


class ManualItem(msgspec.Struct, frozen=True, kw_only=True):
    """A question that people grade; listed so that its points are never dropped silently."""

    question: str
    points: float


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A line of decisions.csv as it holds for one submission: points that the course staff decided on, applied last."""

    test: str  # as the staff wrote it: a test, a group of tests, a question, "*"
    what: str  # as the staff wrote it: "+1", "full", "waive", or the points of a question that people grade
    reason: str = ""  # for the student
    source: str = ""  # "decisions.csv, line 3"
    student: int | None = None  # the place of the one that it is for among the submission's; None: all of them
    tests: tuple[str, ...] = ()  # ids of the tests that it is about
    question: str = ""  # or the question that people grade
    points: float = 0.0  # what it adds to the score, negative where it takes away
    out_of: float = 0.0  # what it adds to the points that can be reached: negative where something is waived


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole result of one submission."""

    homework: str  # "mlp", or "neural_networks@fall2020"
    title: str
    submission: str  # the entry's name in the class
    outcome: Outcome  # OK: it was graded, whatever the score; INTAKE: nothing to grade; FAULT: the grader failed
    problem: str = ""  # for the student: why nothing could be graded (INTAKE)
    tests: tuple[TestResult, ...] = ()
    causes: tuple[Cause, ...] = ()  # most points first
    visibility: str = "hidden"  # the homework's: when students see the causes
    students: tuple[Student, ...] = ()
    notes: tuple[str, ...] = ()  # for the student: what was renamed, ignored, replaced
    flags: tuple[str, ...] = ()  # for the instructor only: what a person should look at
    left_out: tuple[str, ...] = ()  # for the instructor: lines that failed when a file was loaded, and why
    broken: tuple[BrokenTest, ...] = ()  # the same for the whole class; their results are faults
    fault: str = ""  # for the instructor only: the grader's traceback
    leaderboard: tuple[LeaderboardEntry, ...] = ()
    manual: tuple[ManualItem, ...] = ()
    printed: str = ""  # what the student's code printed, capped and escaped; for the instructor
    isolation: str = ""  # "full", "file permissions", "reduced", "unprotected"
    seconds: float = 0.0
    test_seconds: tuple[float, ...] = ()  # of each test, in their order
    submission_digest: str = ""
    homework_digest: str = ""
    grader_version: str = ""
    seed: int = 0

    charged: float | None = None  # the score by the costs of the causes, where that is more than the tests give
    kept: float | None = None  # the score of an earlier run, where that is higher and nobody is to have less
    decisions: tuple[Decision, ...] = ()  # of the staff, in the order of their lines; those for all students first

    @property
    def by_tests(self) -> float:
        return round(sum(test.score for test in self.tests), 4)

    @property
    def autograded(self) -> float:
        """The score before the staff decided on anything."""
        by_grader = self.by_tests if self.charged is None else self.charged
        return by_grader if self.kept is None else self.kept

    @property
    def score(self) -> float:
        """With what the staff decided for all students of the submission; without what people grade."""
        return round(self.autograded + sum(one.points for one in self._for_all()), 4)

    @property
    def max_score(self) -> float:
        return round(sum(test.max_score for test in self.tests) + sum(one.out_of for one in self._for_all()), 4)

    def _for_all(self) -> list[Decision]:
        return [one for one in self.decisions if one.student is None and not one.question]
