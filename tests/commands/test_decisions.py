"""decisions.csv beside a class: applied last, shown to the student and the staff, and never lost by grading again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from project import DOUBLE, Command, course_with, settings

from autograder.decisions import Decisions, DecisionsError
from autograder.report import ManualItem, Student

HOMEWORK = settings(
    4,
    """visibility: visible
manual: [{question: "2 (a) Why twice?", points: 2}]
""",
)
TESTS = """
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

@number("1.1")
@weight(1)
def test_zero(student):
    assert student.double(0) == 0

@number("1.2")
@weight(3)
@pytest.mark.parametrize("x", [2, 3, 4])
def test_double(student, x):
    assert student.double(x) == 2 * x
"""
HEADER = "student,test,points,reason\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with the homework, and beside it a class of Canvas: Jörg is right, Zoë wrong, Li's file is empty."""
    (tmp_path / "class").mkdir()
    for name, source in {
        "jörg_11_501_double.py": DOUBLE,
        "zoë_12_502_double.py": "def double(x):\n    return x\n",
        "li_13_503_double.py": "",
    }.items():
        (tmp_path / "class" / name).write_text(source)
    return course_with(tmp_path / "root", HOMEWORK, {"test_double.py": TESTS}, DOUBLE)


def grade(autograder: Command, root: Path, *arguments: object):
    folder = root.parent
    command = ("grade", "double", folder / "class", "--out", folder / "out", "--quiet", *arguments)
    return autograder(*command, root=root)


def rows(root: Path) -> dict[str, dict[str, str]]:
    text = (root.parent / "out/gradebook.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_decisions_are_applied_last_shown_and_kept(autograder: Command, root: Path) -> None:
    folder = root.parent
    (folder / "decisions.csv").write_text(
        HEADER + "zoë,test_double[3],+1,shown in the office hour\n"
        "12,1.2,+0.5,half of it was right\n"
        "*,test_zero,waive,the test was unclear\n"
        "jörg,2 (a),2,\nzoë,2,1.5,nearly\nli,2 (a) Why twice?,full,\n"
        "LI,*,2,seen on the laptop\n"
        "jörg,test_double,full,\nnobody,*,-1,late\nzoë,test_gone,+1,\n",
        encoding="utf-8",
    )
    for _ in range(2):  # also where nothing is graded anew
        done = grade(autograder, root)
        assert done.returncode == 0, done.stderr
        assert "No effect: decisions.csv, line 9: jörg already has all points for 'test_double'." in done.stdout
        assert "No effect: decisions.csv, line 10: no student or submission is named 'nobody'." in done.stdout
        assert "line 11: there is no test, group of tests or question 'test_gone'." in done.stdout
        found = rows(root)
        columns = ("autograded", "decided", "total", "out_of")
        assert {name: tuple(row[column] for column in columns) for name, row in found.items()} == {
            "jörg": ("4", "-1", "5", "5"), "zoë": ("1", "0.5", "3", "5"), "li": ("", "2", "4", "5"),
        }  # fmt: skip
        assert found["jörg"]["1.1 (1)"] == "1" and found["zoë"]["1.2 (3)"] == "0"
        assert "test_double[3] +1: shown in the office hour (decisions.csv, line 2)" in found["zoë"]["decisions"]
        results = json.loads((folder / "out/zoë_12/results.json").read_text())
        assert results["score"] == 1.5
        assert "+1: shown in the office hour" in results["output"]
        assert "+0.5: half of it was right" in results["output"]
        assert "1 point does not count: the test was unclear" in results["output"]
        assert "2 (a) Why twice?: 1.5 points: nearly" in results["output"]
        assert "test_double" not in results["output"]
        page = (folder / "out/report.html").read_text()
        assert "shown in the office hour" in page and "there is no test, group of tests or question" in page
    (folder / "decisions.csv").unlink()
    done = grade(autograder, root)
    assert "3 of 3 scores changed" in done.stdout
    assert json.loads((folder / "out/zoë_12/results.json").read_text())["score"] == 1
    text = (folder / "out/changes.csv").read_text(encoding="utf-8-sig")
    assert {row["why"] for row in csv.DictReader(io.StringIO(text))} == {"a staff decision"}


def test_the_file_of_the_class_goes_before_the_one_of_the_folder(autograder: Command, root: Path) -> None:
    folder = root.parent
    (folder / "class/decisions.csv").write_text(f"{HEADER}zoë,*,full,me\n")  # a student's
    (folder / "decisions.csv").write_text(f"{HEADER}zoë,*,+1,\n")
    (folder / "class.decisions.csv").write_text(f"{HEADER}zoë,*,+2,\n")
    (folder / "class.manual.csv").write_text("student,question,points\nzoë,2 (a),1\n")
    done = grade(autograder, root)
    assert done.returncode == 0, done.stderr
    assert rows(root)["zoë"]["total"] == "4"
    assert f"Ignored {folder / 'decisions.csv'} because class.decisions.csv exists." in done.stdout
    assert "Not graded: decisions.csv: " in done.stdout
    assert f"Points given by hand, from {folder / 'class.manual.csv'}: 1 point for 1 student: zoë 1." in done.stdout
    grade(autograder, root, "--decisions", folder / "decisions.csv")
    assert rows(root)["zoë"]["total"] == "3"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("zoë,*,one,", "line 2: 'one' is not a number of points (such as +1 or -0.5), full or waive"),
        ("zoë,*,nan,", "line 2: 'nan' is not a number"),
        ("zoë,*,,why", "line 2: '' is not a number"),
        ("zoë,,1,why", "line 2: the test is missing"),
        (",*,1,why", "line 2: the student is missing"),
        ("zoë,*,1,yes, and no", "line 2: 5 cells for 4 columns"),
        ("zoë,2 (a),3,", "line 2: '3' is not a number of points between 0 and 2"),
        ("zoë,2 (a),1,\nzoë,2,2,", "line 3: 'zoë' already has points for '2'"),
        ("zoë,*,1,a\nzoë,*,1,a", "line 3: it repeats decisions.csv, line 2"),
        ('zoë,*,1,"a', "line 2: "),
    ],
)
def test_a_line_that_cannot_be_understood_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "decisions.csv"
    file.write_text(f"{HEADER}{line}\n", encoding="utf-8")
    questions = [ManualItem(question="2 (a) Why twice?", points=2)]
    with pytest.raises(DecisionsError) as refused:
        Decisions([file], [("zoë_12", [Student(name="zoë", id="12")])], questions)
    assert says in str(refused.value)


def test_nothing_is_graded_before_all_lines_are_understood(autograder: Command, root: Path) -> None:
    (root.parent / "decisions.csv").write_text(f"{HEADER}zoë,*,one,\n", encoding="utf-8")
    done = grade(autograder, root)
    assert done.returncode == 2
    assert "line 2: 'one' is not a number" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((root.parent / "out").glob("*/results.json"))


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}zoë,*,+1,office\n".encode("utf-8-sig"),
        "Student;Test;Points;Reason\r\nzoë;*;+1,0;office\r\n".encode(),
        "student\ttest\tpoints\treason\r\nzoë\t*\t+1\toffice\r\n".encode("utf-16"),
        'student,test,points,reason,by\nzoe\u0308_12, * ,1,"office",me\n\n,,,,\n'.encode(),
        "student,question,points\nzoë,2,1\n".encode(),
    ],
    ids=["mark", "semicolons", "utf-16", "spaces and a column more", "older form"],
)
def test_what_spreadsheets_and_people_write_is_read(autograder: Command, root: Path, content: bytes) -> None:
    (root.parent / "decisions.csv").write_bytes(content)
    done = grade(autograder, root, "--canvas", "Homework")
    assert done.returncode == 0, done.stderr
    row = rows(root)["zoë"]
    assert row["decided"] == ("1" if b"question" not in content else "")


def test_a_broken_test_that_is_waived_leaves_the_totals_decided(autograder: Command, root: Path) -> None:
    tests = root / "hidden_tests/double/test_double.py"
    tests.write_text(TESTS.replace("student.double(0) == 0", "student.double(0) == 1"))
    (root.parent / "class.manual.csv").write_text("student,question,points\njörg,2,2\nzoë,2,1\n")
    assert grade(autograder, root).returncode == 1
    assert rows(root)["jörg"]["total"] == ""
    (root.parent / "decisions.csv").write_text(f"{HEADER}*,test_zero,waive,it was wrong\nli,*,waive,was ill\n")
    done = grade(autograder, root, "--canvas", "Homework")
    assert done.returncode == 1  # the test is broken still
    found = rows(root)
    assert (found["jörg"]["total"], found["jörg"]["out_of"]) == ("5", "5")
    assert (found["zoë"]["total"], found["zoë"]["out_of"]) == ("1", "5")
    assert "3 decided now" in done.stdout
    assert (root.parent / "out/canvas.csv").read_text().splitlines()[2:] == [
        "jörg,11,,,,5", "li,13,,,,EX", "zoë,12,,,,1",
    ]  # fmt: skip
