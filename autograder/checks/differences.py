"""Inputs on which difference quotients fail: whatever is computed from differences of outputs is wrong there.

Where an output carries a constant of 1e18, two outputs that should differ by 0.001 are the same number in float64. The
gradient does not notice, because the constant is not in it. And where what goes into a layer is 1e18 times as large and
the weights are as small, the network computes the same to the last bit, but no step that suits other weights suits
these. Both are draws like any other: what is right by the chain rule is right on them, in float32 too, and with sums in
any order.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from autograder.checks.context import CheckFailed, TestContext, current
from autograder.checks.messages import with_cause
from autograder.checks.run import running
from autograder.report import Outcome
from autograder.sandbox.failures import StudentFailure

# A power of two, so that a product with it is exact. Its square is still finite in float32.
HUGE = 2.0**60

CAUSE = (
    "these gradients look computed from differences of outputs: they are right for ordinary numbers, "
    "but wrong where the outputs are so large that their difference loses every digit. Backpropagation "
    "is not affected by that."
)

MOST_NAMED = 3

Draw = TypeVar("Draw")


def beyond_differences(check: Callable[[Draw], None], drowned: Draw, plain: Draw) -> None:
    """Run `check(drowned)` for a derivative; if it fails, `check(plain)` says why, with ordinary numbers.

    `plain` is the same draw without what difference quotients drown in. If that passes, only the drowned one is lost,
    and the student and the instructor are told so. With `numerical: flag` in homework.yaml, it costs no points.
    """
    context = current.get()
    refuses = context.homework.numerical == "refuse"
    if refuses and (certain := running.get().submission.numerical):
        raise StudentFailure(Outcome.REFUSED, certain)
    if (failure := plainly(check, drowned, plain)) is None:
        return
    context.differences = True
    if refuses:
        details = with_cause(failure.details, CAUSE) if failure.details else ""
        raise CheckFailed(with_cause(str(failure), CAUSE), failure.mismatches, details)


def plainly(check: Callable[[Draw], None], drowned: Draw, plain: Draw) -> CheckFailed | None:
    """Run `check(drowned)`; if it fails, run `check(plain)` as if it were the first.

    Returns what failed if that passes, or None. In a run on other inputs than those that count, what fails on ordinary
    numbers is not tried on the others.
    """
    context = current.get()
    before = len(context.trace), len(context.expected)
    if drowned is plain:
        check(plain)
        return None
    if context.on_other_inputs:
        check(plain)
    seen = context.trace[before[0] :], context.expected[before[1] :]
    _forget(context, before)
    explains, context.explains = context.explains, False
    try:
        check(drowned)
    except CheckFailed as error:
        failure = error
    else:
        return None
    finally:
        context.explains = explains
    earned = context.earned, context.earned_because
    _forget(context, before)  # causes compare what the plain check sees
    context.earned, context.earned_because = 0.0, ""
    if context.on_other_inputs:
        context.trace += seen[0]
        context.expected += seen[1]
    else:
        check(plain)
    context.earned, context.earned_because = earned
    return failure


def _forget(context: TestContext, before: tuple[int, int]) -> None:
    del context.trace[before[0] :], context.expected[before[1] :]


def flags(tests: Sequence[str], *, refuses: bool) -> list[str]:
    """For the instructor: these tests are right but for the drowning."""
    if not tests:
        return []
    named = ", ".join(tests[:MOST_NAMED]) + (f" and {len(tests) - MOST_NAMED} more" if len(tests) > MOST_NAMED else "")
    cost = "lost only" if refuses else "right (no points lost here), but not on draws"
    question = "are the gradients computed from differences of outputs instead of backpropagation?"
    return [f"{named}: {cost} where difference quotients drown: {question}"]
