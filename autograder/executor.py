"""What grades the tasks of a class: processes on this machine (`pool.py`) or the workers of a cluster (`cluster/`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec

from autograder.homework import Homework
from autograder.intake.submission import Submission
from autograder.report import Outcome, Report

if TYPE_CHECKING:
    from autograder.grading import Grader

TICK_SECONDS = 0.1  # how often an executor calls `on_tick` while it waits


class Task(msgspec.Struct, frozen=True):
    """One submission to grade, or, without one, the sentence that says why there is nothing to grade.

    `fault`: why nobody can tell, which is no student's doing; such a task is not for an executor.
    """

    index: int
    submission: Submission | None
    name: str = ""
    problem: str = ""
    fault: str = ""


class Executor(Protocol):
    """Grades tasks, however many at a time, wherever."""

    @property
    def tier(self) -> str:
        """The isolation of what it grades: results that were graded in another one are graded anew."""

    def run(self, tasks: Iterator[Task | None], on_tick: Callable[[], None]) -> Iterator[tuple[int, Report]]:
        """(index, report) of every task, each once, in the order in which they are done.

        Takes tasks as they are needed (None: the next one is not there yet), and calls `on_tick` while it waits. Raises
        GraderFault where nothing can be graded at all.
        """

    def close(self) -> None:
        """End every process that it started."""


def too_long(task: Task) -> Task:
    """What is left to do for a task that a grading process spent all of its processor time on (SIGXCPU)."""
    problem = (
        "We stopped grading this submission because processing its results took too long. Does it return "
        "something far larger than the homework asks for?"
    )
    return msgspec.structs.replace(task, submission=None, problem=problem)


def answer(grader: Grader, task: Task) -> Report:
    """The report of one task."""
    return grader.grade(task.submission) if task.submission else grader.refuse(task.name, task.problem)


def fault_report(homework: Homework, task: Task, fault: str) -> Report:
    """The report of a submission that the grader itself failed on."""
    return Report(
        homework=homework.full_name, title=homework.title, submission=task.name, outcome=Outcome.FAULT, fault=fault
    )
