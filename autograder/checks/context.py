"""What test is running: the one place where checks find the homework, the seed and the trace."""

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
    """A check in a hidden test failed. `str()` is the whole text for the student."""

    def __init__(
        self, message: str, mismatches: tuple[Mismatch, ...] = (), details: str = "", proven: str = ""
    ) -> None:
        super().__init__(message)
        self.mismatches = mismatches
        self.details = details  # for the instructor only
        self.proven = proven  # the cause, where the test itself has tried it out

    def without_traceback(self) -> CheckFailed:
        """The same, which does not hold on to the run that it ended."""
        return CheckFailed(str(self), self.mismatches, self.details, self.proven)


@dataclass
class TestContext:
    """The state of one run of one hidden test against one submission."""

    __test__ = False

    homework: Homework
    test_id: str
    seed: int
    # What every check_close saw, in order: (entry, the student's value). Compared with the values of known mistakes.
    trace: list[tuple[str, Any]] = field(default_factory=list)
    expected: list[tuple[str, Any]] = field(default_factory=list)  # and what was right there
    earned: float = 0.0  # fraction of the points kept although the test fails
    earned_because: str = ""
    explains: bool = True  # whether somebody will read why a value is wrong
    on_other_inputs: bool = False  # than those that count, to see whether two programs give the same there, too
    differences: bool = False  # right but for a draw on which difference quotients drown


current: ContextVar[TestContext] = ContextVar("current hidden test")


def without_autograd(test: HiddenTest) -> HiddenTest:
    """Decorator of a hidden test in which the student's functions cannot use torch's autograd, even if others can.

    For a homework with one part by hand and another with autograd. Loading the student's file may use autograd.
    """
    test.__forbidden__ = ("autograd",)  # type: ignore[attr-defined]
    return test


def hands_over_answers(test: HiddenTest) -> HiddenTest:
    """Decorator of a hidden test that gives the student what other tests ask for, such as the right forward pass.

    Then a backward pass can be graded on its own. It runs after the others, and none of them run in its process later,
    so nobody can keep an answer.
    """
    test.__hands_over_answers__ = True  # type: ignore[attr-defined]
    return test


def asks_for_what_it_gives(*entries: str, because: str) -> Callable[[HiddenTest], HiddenTest]:
    """Decorator of a hidden test whose right answer is one of its own inputs, on purpose: an input must not change.

    `entries` are prefixes of the names that check_close gives those answers; without any, all names. The audit needs
    this.
    """

    def mark(test: HiddenTest) -> HiddenTest:
        test.__given__ = {**getattr(test, "__given__", {}), **dict.fromkeys(entries or ("",), because)}  # type: ignore[attr-defined]
        return test

    return mark


def also_saw(entry: str, value: Any) -> None:
    """Note a student's value that is not compared here but tells apart mistakes that otherwise look the same: a known
    mistake becomes the hint only if this value matches, too."""
    current.get().trace.append((entry, kept(value, to_array(value))))


def counts() -> bool:
    """Whether the test at hand is run for its points. It is run again with other inputs, and with programs of the
    course's own, to compare what it sees: what only decides about points is not worth its time then."""
    return current.get().explains


def earn(fraction: float, message: str) -> None:
    """If the running test fails from here on, it keeps this fraction of its points; `message` says why."""
    context = current.get()
    context.earned, context.earned_because = fraction, message
