"""What hidden tests use: comparisons, oracles, and ways to reach the student's objects."""

from autograder.checks.compare import check, check_close, check_shares, is_close
from autograder.checks.context import (
    CheckFailed,
    also_saw,
    asks_for_what_it_gives,
    counts,
    earn,
    hands_over_answers,
    without_autograd,
)
from autograder.checks.differences import HUGE, beyond_differences, plainly
from autograder.checks.memo import once, once_for_each
from autograder.checks.oracle import autograd, autograd_of, numerical_gradient
from autograder.checks.own_forward import follow_through
from autograder.checks.together import as_the_loss_gives_it, factor_of, made_up_for, right_together
from autograder.sandbox.reaching import batch, by_ref, calls_of, load_arrays, put, tell, value_of

__all__ = [
    "HUGE", "CheckFailed", "also_saw", "as_the_loss_gives_it", "asks_for_what_it_gives", "autograd", "autograd_of",
    "batch", "beyond_differences", "by_ref", "calls_of", "check", "check_close", "check_shares", "counts", "earn",
    "factor_of", "follow_through", "hands_over_answers", "is_close", "load_arrays", "made_up_for",
    "numerical_gradient", "once", "once_for_each", "plainly", "put", "right_together", "tell", "value_of",
    "without_autograd",
]  # fmt: skip
