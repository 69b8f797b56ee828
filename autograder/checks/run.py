"""Runs the collected tests on one submission and keeps what happened as data."""

import contextlib
import math
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from autograder.checks import direct
from autograder.checks.context import CheckFailed, TestContext, current
from autograder.checks.items import attribute, hands_over, student_seed, test_id
from autograder.checks.known_answers import NOT_FROM_ANSWERS, KnownAnswers
from autograder.homework import Homework
from autograder.intake.submission import Submission
from autograder.report import LeaderboardEntry, Mismatch, Outcome, TestResult
from autograder.sandbox.failures import GraderFault, StudentFailure
from autograder.sandbox.origins import Origins
from autograder.sandbox.processor_time import TakesTooLongError
from autograder.sandbox.session import Session
from autograder.sandbox.zygote import ZygoteDied


class TestRun:
    """One test of one submission, after it ran."""

    __test__ = False

    def __init__(self, result: TestResult, context: TestContext | None, blame: str) -> None:
        self.result = result
        self.trace = context.trace if context else []
        self.expected = context.expected if context else []
        self.differences = context is not None and context.differences
        self.seconds = 0.0
        self.origins = Origins()
        self.blame = blame  # a traceback in the test's own code: the student's value or the test may be at fault


@dataclass
class Run:
    """One submission while it is graded: what the fixtures work with."""

    homework: Homework
    seed: int
    session: Session
    submission: Submission
    explains: bool = True  # whether somebody will read what a test says
    known: KnownAnswers | None = None  # with what tests were passed before
    on_other_inputs: bool = False  # than those that count
    leaderboard: list[LeaderboardEntry] = field(default_factory=list)


FAILURE = pytest.StashKey[BaseException | None]()  # what a test that goes through pytest raised first
GIVE_THE_SEED = {"seed", "draw", "autograder_run"}  # see fixtures.py
_PLAN = pytest.StashKey[direct.Plan | None]()

Phases = Callable[[pytest.Item, pytest.Item | None], BaseException | None]  # of one test; what was raised

running: ContextVar[Run] = ContextVar("the submission that the running test is for")


def set_up_call_tear_down(item: pytest.Item, next_item: pytest.Item | None) -> BaseException | None:
    """Run one test, without pytest where that does the same. Returns what was raised."""
    plan = _plan(item)
    if plan is None:
        return through_pytest(item, next_item, log=False)
    failure = direct.run(plan, around=with_all_that_it_asks(running.get().session))
    if not item.session._setupstate.stack:  # nothing that a test before set up for several waits for its end
        return failure
    in_teardown = direct.raised(lambda: item.ihook.pytest_runtest_teardown(item=item, nextitem=next_item))
    return in_teardown if failure is None else failure


def _plan(item: pytest.Item) -> direct.Plan | None:
    if _PLAN not in item.stash:
        item.stash[_PLAN] = direct.plan(item)
    return item.stash[_PLAN]


def _is_function_of_answers(item: pytest.Item) -> bool:
    """Whether nothing but its answers makes a difference to the test: see known_answers.py."""
    plan = _plan(item)
    fixtures = {fixture.name for fixture in plan.fixtures} if plan else NOT_FROM_ANSWERS
    return not fixtures & NOT_FROM_ANSWERS and not item.session._setupstate.stack


def _asks_for_student(item: pytest.Item) -> bool:
    plan = _plan(item)
    return plan is not None and any(fixture.name == "student" for fixture in plan.fixtures)


def depends_on_seed(item: pytest.Item) -> bool:
    """Whether a test may have other inputs with another seed."""
    plan = _plan(item)
    return plan is None or bool(GIVE_THE_SEED & {fixture.name for fixture in plan.fixtures})


@contextlib.contextmanager
def with_all_that_it_asks(session: Session) -> Iterator[None]:
    """Around a test: what it has asked for and not needed belongs to it, with its errors. These came before whatever
    the test itself says at last."""
    try:
        yield
    except (StudentFailure, GraderFault, ZygoteDied, TakesTooLongError):
        raise
    except (Exception, pytest.fail.Exception):
        session.end_test()
        raise
    session.end_test()


def through_pytest(item: pytest.Item, next_item: pytest.Item | None, *, log: bool) -> BaseException | None:
    """Run one test as pytest does. Returns what was raised, which the plugin keeps."""
    item.stash[FAILURE] = None
    item._initrequest()  # type: ignore[attr-defined]  # fresh fixtures, as plugins that rerun tests do
    runtestprotocol(item, log=log, nextitem=next_item)
    return item.stash[FAILURE]


def run_test(
    item: pytest.Item,
    next_item: pytest.Item | None,
    run: Run,
    about: dict[str, Any],
    phases: Phases = set_up_call_tear_down,
) -> TestRun:
    """Run one collected test, as pytest does, against the submission of `run`. `about`: as `describe` tells.

    Raises GraderFault, ZygoteDied.
    """
    context, error = _once(item, next_item, run, phases)
    while run.session.began_again:  # at most as often as there are lines to leave out
        context, error = _once(item, next_item, run, phases)
    if isinstance(error, TakesTooLongError):
        run.session.close()  # it may have come between a question and its answer
    ran = _judged(item, run, about, context, error)
    ran.origins = run.session.origins
    return ran


def _judged(
    item: pytest.Item, run: Run, about: dict[str, Any], context: TestContext, error: BaseException | None
) -> TestRun:
    """What became of a test that raised this, or nothing."""
    function: Any = item.obj  # type: ignore[attr-defined]
    points = about["max_score"]
    score = points
    if error is None:
        try:
            score = _given_score(function, points)
        except (TypeError, ValueError, OverflowError, StudentFailure) as unusable:  # of what the student gave
            error = unusable
    if error is None:
        _collect_leaderboard(function, run)
        outcome = Outcome.OK if score >= points else Outcome.WRONG
        message = "" if outcome is Outcome.OK else f"{score:g} of {points:g} points"
        return TestRun(TestResult(**about, score=score, outcome=outcome, message=message), context, "")
    fields, blame = _classify(error)
    earned = round(min(max(context.earned, 0.0), 1.0) * points, 4)
    if earned and context.earned_because:
        fields["message"] += f"\n{context.earned_because}"
    if hidden := attribute(item, "hide_errors", ""):
        fields["details"] = f"{fields['message']}\n{fields.get('details', '')}".strip()
        fields["message"], fields["mismatches"] = hidden, ()
    return TestRun(TestResult(**about, score=earned, **fields), context, blame)


def _once(
    item: pytest.Item, next_item: pytest.Item | None, run: Run, phases: Phases
) -> tuple[TestContext, BaseException | None]:
    """Run the test from its beginning: what it has noted, and what was raised."""
    context = TestContext(
        homework=run.homework,
        test_id=test_id(item),
        seed=run.seed,
        explains=run.explains,
        on_other_inputs=run.on_other_inputs,
    )
    tokens = current.set(context), running.set(run)
    for left in ("__score__", "__leaderboard_value__"):
        vars(item.obj).pop(left, None)  # type: ignore[attr-defined]
    begin = partial(
        run.session.begin_test,
        student_seed(run.homework.full_name, run.seed, test_id(item)),
        attribute(item, "forbidden", ()),
        hands_over=hands_over(item),
    )
    begin()
    try:
        if run.known is None or not _is_function_of_answers(item):
            return context, phases(item, next_item)
        submission, first = run.submission, run.homework.submit[0]
        is_loaded = _asks_for_student(item) and first.name in submission.files
        if is_loaded and run.session.load_ahead(first.module, first.name, script=first.script):
            begin()
        about = run.seed, run.explains, submission.numerical, sorted(submission.files), sorted(submission.broken)
        return run.known.run(test_id(item), about, run.session, context, lambda: phases(item, next_item))
    except TakesTooLongError as late:
        return context, late
    finally:
        current.reset(tokens[0])
        running.reset(tokens[1])


def _classify(error: BaseException) -> tuple[dict[str, Any], str]:
    """Outcome and texts of a failed test; and, where nobody knows whose fault it is, the traceback."""
    if isinstance(error, (GraderFault, ZygoteDied)):
        raise error
    if isinstance(error, StudentFailure):
        return {"outcome": error.outcome, "message": str(error), "details": error.details}, ""
    if isinstance(error, CheckFailed):
        return {
            "outcome": Outcome.WRONG,
            "message": str(error),
            "mismatches": error.mismatches,
            "proven": error.proven,
            "details": error.details,
        }, ""
    if isinstance(error, pytest.skip.Exception):
        return {"outcome": Outcome.SKIPPED, "message": f"This test was skipped: {error.msg}"}, ""
    if isinstance(error, (AssertionError, pytest.fail.Exception)):
        said, _, comparison = str(error).partition("\nassert ")
        if said.startswith("assert "):
            said, comparison = "A check in this test failed.", said
        mismatch = Mismatch(entry="", kind="condition")
        return {"outcome": Outcome.WRONG, "message": said, "details": comparison, "mismatches": (mismatch,)}, ""
    text = "".join(traceback.format_exception(error))
    return {
        "outcome": Outcome.FAULT,
        "message": "The test itself failed. This is not your fault, and the course staff can see why.",
        "details": text,
    }, text


def _given_score(function: Any, points: float) -> float:
    """What a passing test earns: all, or what `set_score` of @partial_credit said, kept within 0 and its points."""
    given = vars(function).get("__score__")
    if given is None:
        return points
    weight = float(getattr(function, "__weight__", 0.0))
    score = float(given)
    if not math.isfinite(score):
        raise ValueError(f"{function.__name__} gave the score {score}")
    return round(min(max(score, 0.0), weight) / weight * points, 4) if weight else 0.0


def _collect_leaderboard(function: Any, run: Run) -> None:
    column = getattr(function, "__leaderboard_column__", None)
    value = vars(function).get("__leaderboard_value__")
    if column is not None and value is not None:
        order = getattr(function, "__leaderboard_sort_order__", "desc")
        with contextlib.suppress(TypeError, ValueError, StudentFailure):
            if not isinstance(value, str) and not math.isfinite(value := float(value)):
                return
            run.leaderboard.append(LeaderboardEntry(name=column, value=value, order=order))
