"""--roster: students are written as the roster writes them, and Canvas's file has the roster's own columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from project import DOUBLE, Command, course_with, settings

from autograder.report import Student
from autograder.roster import RosterError, read_roster

HOMEWORK = settings(1)
TESTS = (
    "from gradescope_utils.autograder_utils.decorators import weight\n\n"
    "@weight(1)\ndef test_double(student):\n    assert student.double(2) == 4\n"
)
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework (99)
    Points Possible,,,,,1
"Müller, Änne",11,s-11,anne,Monday,
"Doe, Jane",12,s-12,jane,Tuesday,
"Absent, Al",13,s-13,al,Monday,
"""
GRADESCOPE = "First Name,Last Name,SID,Email\nÄnne,Müller,7,a@x.edu\n"


def test_canvas_gets_the_names_and_ids_of_its_own_gradebook(autograder: Command, tmp_path: Path) -> None:
    root = course_with(tmp_path / "root", HOMEWORK, {"test_double.py": TESTS}, DOUBLE)
    (tmp_path / "class").mkdir()
    for name in ("mülleränne_11_501_double.py", "doejane_LATE_12_502_double.py", "whoever_14_503_double.py"):
        (tmp_path / "class" / name).write_text(DOUBLE)
    (tmp_path / "roster.csv").write_text(CANVAS, encoding="utf-8-sig")
    (tmp_path / "decisions.csv").write_text(
        'student,test,points,reason\ndoejane,*,-0.5,late\n"Müller, Änne",*,-0.25,\n', encoding="utf-8"
    )
    out = tmp_path / "out"
    command = ("grade", "double", tmp_path / "class", "--out", out, "--quiet", "--canvas", "Homework (99)")
    assert "doejane" in autograder(*command, root=root).stdout
    done = autograder(*command, "--roster", tmp_path / "roster.csv", root=root)
    assert done.returncode == 0, done.stderr
    assert "3 of 3 had not changed" in done.stdout  # another name is no reason to grade again
    assert "1 of 3 scores changed: 1 down." in done.stdout  # decisions.csv calls one as the roster does
    assert "Not in roster.csv: whoever." in done.stdout
    assert "In roster.csv but without a submission: Absent, Al." in done.stdout
    assert (out / "canvas.csv").read_text(encoding="utf-8").splitlines()[2:] == [
        '"Doe, Jane",12,s-12,jane,Tuesday,0.5',
        '"Müller, Änne",11,s-11,anne,Monday,0.75',
        "whoever,14,,,,1",
    ]
    text = (out / "gradebook.csv").read_text(encoding="utf-8-sig")
    assert [row["student"] for row in csv.DictReader(io.StringIO(text))] == ["Doe, Jane", "Müller, Änne", "whoever"]


@pytest.mark.parametrize(
    ("content", "student", "kind", "name"),
    [
        (GRADESCOPE, Student(name="?", id="7"), "Gradescope export", "Änne Müller"),
        (GRADESCOPE, Student(name="?", id="7"), "Moodle export", ""),
        ("Vorname;Nachname;E-Mail\nÄnne;Müller;a@x.edu\n", Student(email="A@x.edu"), "folder", "Änne Müller"),
        ("name\nÄnne Müller\n", Student(name="Mu\u0308ller, A\u0308nne"), "Moodle export", "Änne Müller"),
        ('name\n"Müller, Änne"\n', Student(name="mulleranne"), "Canvas export", "Müller, Änne"),
        ("name\nAnn Li\nAnn Li\n", Student(name="Ann Li"), "folder", ""),
        ("Student,ID,Section\nAnn,7,1\nBo,8,1\n", Student(name="Bo", id="7"), "Canvas export", "Ann"),
        ("Student,ID,Section\nAnn,7,1\nBo,8,1\n", Student(name="Bo", id="7"), "Gradescope export", "Bo"),
    ],
)  # fmt: skip
def test_a_student_is_found_where_nobody_else_can_be_meant(
    tmp_path: Path, content: str, student: Student, kind: str, name: str
) -> None:
    (tmp_path / "roster.csv").write_text(content, encoding="utf-8")
    found = read_roster(tmp_path / "roster.csv").find(student, kind)
    assert (found.name if found else "") == name


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column with names"),
        (b"id\n7\n", "no column with names"),
        (b"name\n", "no students"),
        (b"\xff", "UTF-8"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "roster.csv").write_bytes(content)
    with pytest.raises(RosterError, match=says):
        read_roster(tmp_path / "roster.csv")
