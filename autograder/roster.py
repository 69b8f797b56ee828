"""A roster -> a class's students under its names: Canvas's gradebook export, or any list of names."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from autograder.report import Student
from autograder.tables import TableError, read_table

# What columns are called by Canvas, Gradescope, Moodle and people.
_NAME = ("student", "student name", "name", "full name")
_FIRST = ("first name", "firstname", "given name", "vorname")
_LAST = ("last name", "lastname", "surname", "family name", "nachname")
_SIS = ("sis user id", "sis id", "sid", "student id", "id number", "matrikelnummer", "id")
_LOGIN = ("sis login id", "login id", "login", "username", "email", "email address", "e-mail", "e-mail-adresse")
_OF_CANVAS = ("sis user id", "sis login id", "section")  # then "ID" is Canvas's own

# Whose numbers the ids of a class are: of Moodle's download they are nobody's but Moodle's. Canvas trusts its own ID
# before anything else, so that another platform's number there could be another student's.
# https://github.com/instructure/canvas-lms: gradebook_importer.rb
_COLUMN = {"Canvas export": "canvas_id", "Gradescope export": "sis_id"}


class RosterError(Exception):
    """A roster that cannot be used; the text is one sentence for the instructor."""


class Listed(NamedTuple):
    """One student as the roster writes it."""

    name: str
    canvas_id: str
    sis_id: str
    login: str
    section: str


def as_told(student: Student, name: str, kind: str) -> Listed:
    """A student as the class tells of them. Where Canvas hid the names, its own id is no number."""
    column = _COLUMN.get(kind, "")
    canvas_id = student.id if column == "canvas_id" and student.id.isdecimal() else ""
    return Listed(name, canvas_id, student.id if column == "sis_id" else "", student.email, "")


class Roster:
    """Finds a student by id, login or email, or name; nobody where two could be meant."""

    def __init__(self, students: Iterable[Listed]) -> None:
        self.students = tuple(students)
        self._found: dict[tuple[str, str], list[Listed]] = {}
        for one in self.students:
            keys = {("canvas_id", one.canvas_id), ("sis_id", one.sis_id), ("login", one.login.casefold())}
            keys |= {("name", way) for way in _ways(one.name)}
            for key in keys:
                if key[1]:
                    self._found.setdefault(key, []).append(one)

    def find(self, student: Student, kind: str) -> Listed | None:
        """The student's line. `kind`: where the class comes from, as "Canvas export"."""
        keys = [(_COLUMN.get(kind, ""), student.id), ("login", student.email.casefold())]
        for key in (*keys, *(("name", way) for way in _ways(student.name))):
            found = self._found.get(key, []) if key[1] else []
            if len(found) == 1:
                return found[0]
        return None

    def named(self, students: Sequence[Student], kind: str, file: str) -> tuple[Student, ...]:
        """The students under the names of the roster; who is not in it stays as it is. Of a file that names nobody, the
        student whose name it has."""
        if not students:
            line = self.find(Student(name=file.rpartition(".")[0] or file), kind)
            email = line.login if line and "@" in line.login else ""
            return (Student(name=line.name, id=line.sis_id or line.canvas_id, email=email),) if line else ()
        lines = [self.find(student, kind) for student in students]
        return tuple(
            msgspec.structs.replace(student, name=line.name) if line else student
            for student, line in zip(students, lines, strict=True)
        )


def read_roster(path: Path) -> Roster:
    """Raises RosterError: not a CSV file, no column with names, no students."""
    try:
        (_, header), *lines = read_table(path)
    except TableError as error:
        raise RosterError(str(error)) from None
    columns = [name.strip().lower() for name in header]
    is_canvas = any(name in columns for name in _OF_CANVAS)
    students = []
    for _, cells in lines:
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        name = _first(row, _NAME) or " ".join(filter(None, (_first(row, _FIRST), _first(row, _LAST))))
        if name and not name.startswith("Points Possible"):
            sis = _first(row, _SIS[:-1] if is_canvas else _SIS)
            canvas_id = row.get("id", "") if is_canvas else ""
            students.append(Listed(name, canvas_id, sis, _first(row, _LOGIN), row.get("section", "")))
    if not any(name in columns for name in (*_NAME, *_LAST)):
        raise RosterError(f"{path.name}, line 1: no column with names: it needs Student, Name, or First and Last name")
    if not students:
        raise RosterError(f"there are no students in {path.name}")
    return Roster(students)


def _first(row: dict[str, str], names: Iterable[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _ways(name: str) -> list[str]:
    """How a name may be written elsewhere: "Doe, Jane" as "Jane Doe", and as Canvas's downloads do, "doejane"."""
    plain = unicodedata.normalize("NFC", " ".join(name.split())).casefold()
    last, comma, first = plain.partition(", ")
    turned = f"{first} {last}" if comma else " ".join([*plain.split(" ")[-1:], *plain.split(" ")[:-1]])
    written = [plain.replace(", ", " "), turned]
    joined = [re.sub(r"\W|_", "", way) for way in written]
    return list(dict.fromkeys([*written, *joined, *map(_without_accents, joined)]))


def _without_accents(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
