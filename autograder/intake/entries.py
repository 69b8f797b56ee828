"""The entries of a class: the newest of each student, under unique names that work as folder names."""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from autograder.homework import Homework
from autograder.intake.class_source import Part
from autograder.intake.problem import shown
from autograder.intake.submission import Submission, choose_files
from autograder.report import Student

LONGEST_NAME = 100  # characters, of a folder for results
LONGEST_NAME_BYTES = 200  # file systems allow 255
# What grading writes beside the folders of the submissions.
_OUTPUTS = (
    "gradebook.csv", "canvas.csv", "changes.csv", "report.html", "history", "groups",
    "feedback", "feedback_moodle.zip", "feedback_canvas.zip", "similar.html", "similar.csv",
)  # fmt: skip


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One submission of a class, not read yet. `name` is unique in the class and fit for a folder's name."""

    name: str
    parts: tuple[Part, ...]
    students: tuple[Student, ...] = ()
    submitted_at: str = ""  # ISO 8601, or ""
    notes: tuple[str, ...] = ()  # for the student; they come before those of the submission
    flags: tuple[str, ...] = ()  # for the instructor; with those of the submission

    def read(self, homework: Homework) -> Submission:
        """The submission; IntakeProblem when nothing of it can be graded."""
        return choose_files(
            [file for part in self.parts for file in part.files()],
            homework,
            name=self.name,
            students=self.students,
            one_file=(one_file := len(self.parts) == 1 and not self.parts[0].is_several),
            quiet=one_file and not self.parts[0].name,
        )


class ClassList(msgspec.Struct, frozen=True, kw_only=True):
    """A class, in a stable order. `unusable`: what lies in it and is not graded, each with the reason.

    `litter`: what systems and tools left in it (.DS_Store, __MACOSX).
    """

    kind: str  # "Gradescope export"
    entries: tuple[Entry, ...]
    unusable: tuple[tuple[str, str], ...] = ()
    litter: tuple[str, ...] = ()

    def left_out(self) -> list[tuple[str, str]]:
        """All that is not graded: name and reason, the litter in one."""
        litter = [(", ".join(map(shown, self.litter)), "a system or tool file")]
        return [*self.unusable, *(litter if self.litter else [])]


def newest_of_each_student(entries: list[Entry]) -> list[Entry]:
    """Of each student the newest submission, by its time or else by its number. It says so.

    An older one of a group stays for those of the group who handed in nothing newer.
    """
    of_student: dict[Student, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.submitted_at, natural(entry.name))):
        for student in entry.students:
            of_student.setdefault(student, []).append(entry)
    kept = []
    for entry in entries:
        students = tuple(student for student in entry.students if of_student[student][-1] is entry)
        if entry.students and not students:
            continue
        older = dict.fromkeys(other.name for student in students for other in of_student[student][:-1])
        notes = entry.notes
        if older:
            names = ", ".join(older)
            note = f"Submitted {len(older) + 1} times: we graded the newest, {entry.name}, and ignored {names}."
            notes = (*notes, note)
        kept.append(msgspec.structs.replace(entry, students=students, notes=notes))
    return kept


def with_doubts(entries: list[Entry]) -> list[Entry]:
    """Flags for alice.py beside alice.zip: nothing says which is newer, or whether they are of one student."""
    alike: dict[str, list[str]] = {}
    for entry in entries:
        alike.setdefault(_stem(entry.name), []).append(entry.name)
    doubts = {stem: (f"from the same student? {', '.join(names)}",) for stem, names in alike.items() if len(names) > 1}
    return [msgspec.structs.replace(entry, flags=doubts.get(_stem(entry.name), ())) for entry in entries]


def _stem(name: str) -> str:
    return re.sub(r"\.(?:py|ipynb|zip|tar|tgz|tar\.gz)$", "", name.casefold())


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts submission_9 before submission_10."""
    parts = re.findall(r"(\d{1,18})|(\D+)", name.casefold())
    return tuple((0, int(digits), "") if digits else (1, 0, text) for digits, text in parts)


def with_unique_names(entries: Iterable[Entry]) -> Iterable[Entry]:
    """The same with names that no other entry has, nor any file that grading writes, in small letters or large."""
    taken = {name.casefold() for name in _OUTPUTS}
    for entry in entries:
        safe = name = safe_name(entry.name)
        number = 2
        while name.casefold() in taken:
            name, number = f"{safe}~{number}", number + 1
        taken.add(name.casefold())
        yield msgspec.structs.replace(entry, name=name)


def safe_name(name: str) -> str:
    """A name for a folder on any system: no separators, control characters or leading dot, not too long, not empty."""
    name = unicodedata.normalize("NFC", name)
    name = "".join("_" if c in '/\\:*?"<>|' or unicodedata.category(c)[0] == "C" else c for c in name)
    name = name[:LONGEST_NAME].encode()[:LONGEST_NAME_BYTES].decode("utf-8", "ignore")
    return name.strip(". ") or "submission"
