"""What hidden tests use: comparisons, oracles, and ways to reach the student's objects."""

from autograder.checks.compare import check, check_close, is_close
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
from autograder.sandbox.reaching import batch, by_ref, load_arrays, put, tell, value_of

__all__ = [
    "HUGE",
    "CheckFailed",
    "also_saw",
    "asks_for_what_it_gives",
    "autograd",
    "autograd_of",
    "batch",
    "beyond_differences",
    "by_ref",
    "check",
    "check_close",
    "counts",
    "earn",
    "hands_over_answers",
    "is_close",
    "load_arrays",
    "numerical_gradient",
    "once",
    "once_for_each",
    "plainly",
    "put",
    "tell",
    "value_of",
    "without_autograd",
]
