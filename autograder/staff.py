"""What staff keep beside a class: decisions.csv, and points given by hand.

Never from in the class, where a student may have put the file.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from autograder.decisions import Decisions
from autograder.homework import Homework
from autograder.intake.entries import ClassList
from autograder.intake.problem import listed
from autograder.outputs.decided import told_of_class
from autograder.outputs.one_report import in_order
from autograder.report import ManualItem, Report, Student
from autograder.roster import Roster


class Files(NamedTuple):
    """Where the staff's files are; `passed_over`: one that is not read, because another one goes before it."""

    manual: Path | None
    decisions: Path | None
    passed_over: Path | None = None


def beside(folder: Path, *, manual: Path | None = None, decisions: Path | None = None) -> Files:
    """The files for a class: those that were named, else CLASS.manual.csv and CLASS.decisions.csv or decisions.csv
    beside the class."""
    stem = folder.name if folder.is_dir() else folder.stem
    manual = manual or _there(folder.parent / f"{stem}.manual.csv")
    own, shared = _there(folder.parent / f"{stem}.decisions.csv"), _there(folder.parent / "decisions.csv")
    if decisions:
        return Files(manual, decisions)
    return Files(manual, own or shared, shared if own else None)


def with_roster(class_list: ClassList, roster: Roster | None) -> ClassList:
    """The class under the names of the roster."""
    if roster is None:
        return class_list
    entries = [
        msgspec.structs.replace(entry, students=roster.named(entry.students, class_list.kind, entry.name))
        for entry in class_list.entries
    ]
    return msgspec.structs.replace(class_list, entries=tuple(entries))


def read_decisions(files: Files, class_list: ClassList, homework: Homework, also: ClassList | None = None) -> Decisions:
    """What is decided for this class; `also`: the same one under other names. Raises DecisionsError."""
    paths = [path for path in (files.manual, files.decisions) if path]
    entries = [*class_list.entries, *(also.entries if also else ())]
    people = [(entry.name, entry.students) for entry in entries]
    questions = [ManualItem(question=item.question, points=item.points) for item in homework.manual]
    return Decisions(paths, people, questions)


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def remarks_on_roster(roster: Roster, path: Path, class_list: ClassList) -> list[str]:
    """Who is not in both, the class and the roster."""
    lines = {
        student.name: roster.find(student, class_list.kind)
        for entry in class_list.entries
        for student in entry.students or (Student(name=entry.name),)
    }
    unknown = [name for name, line in lines.items() if line is None]
    absent = [one.name for one in roster.students if one not in lines.values()]
    told = [f"Not in {path.name}: {listed(unknown)}."] if unknown else []
    return told + ([f"In {path.name} but without a submission: {listed(absent)}."] if absent else [])


def remarks_on(files: Files, decisions: Decisions, reports: Sequence[Report]) -> list[str]:
    """What is to be said of decisions: what they gave and to whom, and which lines change nothing."""
    told = []
    ordered = in_order(reports)
    of_people = told_of_class(ordered, questions=True)
    if files.manual or of_people != "none":
        told.append(f"Points given by hand, from {files.manual or files.decisions}: {of_people}.")
    if files.decisions:
        told.append(f"Staff decisions, from {files.decisions}: {told_of_class(ordered, questions=False)}.")
    if files.passed_over and files.decisions:
        told.append(f"Ignored {files.passed_over} because {files.decisions.name} exists.")
    told += [f"No effect: {line}" for line in decisions.without_effect()]
    return told
