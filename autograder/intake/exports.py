"""A class -> its submissions, each read only when its turn comes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.homework import Homework
from autograder.intake.submission import Submission, read_submission
from autograder.report import Student


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One submission of a class, not read yet. `name` is unique and fit for a folder's name."""

    name: str
    path: Path
    students: tuple[Student, ...] = ()
    submitted_at: str = ""
    late: bool = False
    notes: tuple[str, ...] = ()

    def read(self, homework: Homework) -> Submission:
        """The submission; IntakeProblem when it cannot be graded."""
        return read_submission(self.path, homework, name=self.name, students=self.students, as_entry=True)


class ClassList(msgspec.Struct, frozen=True, kw_only=True):
    """A class, in a stable order. `unusable`: entries that are no submission, with the reason."""

    kind: str
    entries: tuple[Entry, ...]
    unusable: tuple[tuple[str, str], ...] = ()


def read_class(path: Path, homework: Homework) -> ClassList:
    """The submissions of a class folder."""
    entries = [
        Entry(name=child.name, path=child)
        for child in sorted(path.iterdir())
        if not child.name.startswith(".") and child.name not in ("verdicts.yaml", "README.md", "manual.csv")
    ]
    return ClassList(kind="folder", entries=tuple(entries))
