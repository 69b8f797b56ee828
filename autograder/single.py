"""One upload -> Report, from nothing: what `check` and Gradescope's container do."""

import errno
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from autograder.executor import Task
from autograder.homework import Homework
from autograder.intake.bounded import read_each
from autograder.intake.submission import read_submission
from autograder.pool import Pool
from autograder.report import Report, Student
from autograder.sandbox.failures import GraderFault
from autograder.start import start_zygote


def grade_one(
    homework: Homework,
    path: Path,
    *,
    seed: int | None = None,
    students: Sequence[Student] = (),
    locked: Sequence[Path] = (),
    unsafe: bool = False,
) -> Report:
    """The report of one upload: start a zygote, collect the tests, grade; in a process that is ended where a single
    operation on what the student's code returned does not come back.

    `locked`: folders besides the tests that student code must not be able to read. Raises HomeworkError,
    IsolationError, GraderFault.
    """
    (found,) = read_each(1, lambda _: read_submission(path, homework, name=path.name, students=students))
    if found.forbidden:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), found.forbidden)
    if found.fault:
        raise GraderFault(found.fault)
    task = Task(0, found.submission, path.name, found.problem)
    with closing(Pool(homework, start_zygote(homework, locked=locked, unsafe=unsafe), 1, seed)) as pool:
        ((_, report),) = pool.run(iter([task]), lambda: None)
    return msgspec.structs.replace(report, students=tuple(students)) if students else report
