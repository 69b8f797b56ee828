"""What the running hidden test is: the one place where checks find the homework, the seed and the trace."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from autograder.checks.values import kept, to_array
from autograder.homework import Homework
from autograder.report import Mismatch

HiddenTest = TypeVar("HiddenTest", bound=Callable[..., None])


class CheckFailed(AssertionError):
    """A hidden test's check did not hold. `str()` is the whole text for the student."""

    def __init__(self, message: str, mismatches: tuple[Mismatch, ...] = (), details: str = "") -> None:
        super().__init__(message)
        self.mismatches = mismatches
        self.details = details  # for the instructor only


@dataclass
class TestContext:
    """The state of one run of one hidden test against one submission."""

    __test__ = False

    homework: Homework
    test_id: str
    seed: int
    # What every check_close saw, in order: (entry, the student's value). Compared with the values of known mistakes.
    trace: list[tuple[str, Any]] = field(default_factory=list)
    earned: float = 0.0  # fraction of the points kept although the test fails
    earned_because: str = ""


current: ContextVar[TestContext] = ContextVar("current hidden test")


def without_autograd(test: HiddenTest) -> HiddenTest:
    """Decorator of a hidden test: the student's functions cannot use torch's autograd in it, whatever else may.

    For a homework where one part is done by hand and another with autograd. Loading the student's file may use it.
    """
    test.__forbidden__ = ("autograd",)  # type: ignore[attr-defined]
    return test


def also_saw(entry: str, value: Any) -> None:
    """Note a value of the student's that is not compared here, but that tells apart mistakes which are the same
    otherwise: a known mistake is the hint only where this value is the same, too."""
    current.get().trace.append((entry, kept(value, to_array(value))))


def earn(fraction: float, message: str) -> None:
    """If the test at hand fails from here on, it keeps this fraction of its points; `message` says why."""
    context = current.get()
    context.earned, context.earned_because = fraction, message
