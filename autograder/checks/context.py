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
    """A hidden test's check did not hold. `str()` is the whole text for the student."""

    def __init__(
        self, message: str, mismatches: tuple[Mismatch, ...] = (), details: str = "", proven: str = ""
    ) -> None:
        super().__init__(message)
        self.mismatches = mismatches
        self.details = details  # for the instructor only
        self.proven = proven  # the cause, where the test itself has tried it out


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
    differences: bool = False  # right but for a draw on which difference quotients drown


current: ContextVar[TestContext] = ContextVar("current hidden test")


def without_autograd(test: HiddenTest) -> HiddenTest:
    """Decorator of a hidden test: the student's functions cannot use torch's autograd in it, whatever else may.

    For a homework where one part is done by hand and another with autograd. Loading the student's file may use it.
    """
    test.__forbidden__ = ("autograd",)  # type: ignore[attr-defined]
    return test


def hands_over_answers(test: HiddenTest) -> HiddenTest:
    """Decorator of a hidden test that gives the student what other tests ask for: the right forward pass, say, to
    grade a backward pass alone. It is run after the others, and none of them in its process later: nobody can keep an
    answer.
    """
    test.__hands_over_answers__ = True  # type: ignore[attr-defined]
    return test


def asks_for_what_it_gives(*entries: str, because: str) -> Callable[[HiddenTest], HiddenTest]:
    """Decorator of a hidden test whose right answer is among its own inputs, and of which that is the point: that an
    input stays as it is, say. `entries`: how the names begin that check_close gives those answers; none: any. The audit
    wants to be told.
    """

    def mark(test: HiddenTest) -> HiddenTest:
        test.__given__ = {**getattr(test, "__given__", {}), **dict.fromkeys(entries or ("",), because)}  # type: ignore[attr-defined]
        return test

    return mark


def also_saw(entry: str, value: Any) -> None:
    """Note a value of the student's that is not compared here, but that tells apart mistakes which are the same
    otherwise: a known mistake is the hint only where this value is the same, too."""
    current.get().trace.append((entry, kept(value, to_array(value))))


def counts() -> bool:
    """Whether the test at hand is run for its points. It is run again with other inputs, and with programs of the
    course's own, to compare what it sees: what only decides about points is not worth its time then."""
    return current.get().explains


def earn(fraction: float, message: str) -> None:
    """If the test at hand fails from here on, it keeps this fraction of its points; `message` says why."""
    context = current.get()
    context.earned, context.earned_because = fraction, message
