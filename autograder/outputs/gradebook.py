"""Reports -> gradebook.csv: a row per student, a column per test, and the points that people give."""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.outputs.causes import headline
from autograder.outputs.files import write_atomically
from autograder.outputs.summary import in_order, is_graded
from autograder.outputs.text import count, finite, one_line, points, printable
from autograder.report import ManualItem, Outcome, Report, Student, TestResult

MANUAL_COLUMNS = ("student", "question", "points")
MOST_NAMED = 40  # students, in a line of the terminal

# Points that people gave, by (submission, index of the student in it) and question.
ManualPoints = Mapping[tuple[str, int], Mapping[str, float]]


# Which of Canvas's columns the ids of a class belong to. Canvas trusts its own ID before anything else, so that another
# platform's number there could be another student's. https://github.com/instructure/canvas-lms: gradebook_importer.rb
_CANVAS_COLUMN = {"Canvas export": "ID", "Gradescope export": "SIS User ID"}


class LeftToPeople(NamedTuple):
    """What Canvas cannot do by itself with its gradebook: names of students or submissions."""

    undecided: tuple[str, ...]  # not in the file: an empty cell could clear a grade that is there
    by_name: tuple[str, ...]  # without an ID, so that Canvas looks for the name, and asks where it finds none


class ManualError(Exception):
    """manual.csv cannot be used; the text names its line."""


def write_gradebook(reports: Iterable[Report], path: Path, *, manual: Path | None = None, mode: int = 0o600) -> str:
    """Write gradebook.csv: UTF-8, a header, a row per student in the order of their names, lines ended by a newline.

    Columns: student, id, email, submission, each test (with its points in parentheses), autograded, each question that
    people grade, total, out_of, outcome, notes, flags, left_out (lines that failed when
    the file was loaded), causes (why points were lost, with the points). A cell is empty where nothing is decided yet:
    all points of a submission that could not be graded, a test that the grader itself failed on and the sums with it,
    and the total until people have graded every
    question.

    `manual`: a CSV file with the columns student (name, id, email or submission), question, points. Raises ManualError
    for an unknown student or question, a second entry, or too many points. Who gets what from it is in the notes of the
    student's row, and returned for the terminal.
    """
    reports = in_order(reports)
    given = read_manual(manual, reports) if manual else {}
    tests, questions = _tests(reports), _questions(reports)
    out_of = sum(tests.values()) + sum(item.points for item in questions)
    header = ["student", "id", "email", "submission"]
    header += [f"{name} ({points(highest)})" for name, highest in tests.items()]
    header += ["autograded", *(f"{item.question} ({points(item.points)})" for item in questions)]
    rows = [[*header, "total", "out_of", "outcome", "notes", "flags", "left_out", "causes"]]
    for report, index, student in _students(reports):
        by_hand = given.get((report.submission, index), {})
        results = {test.id: test for test in report.tests}
        row = [student.name, student.id, student.email, report.submission]
        row += [_score(results.get(name), report) for name in tests]
        row.append(points(report.score) if is_graded(report) else "")
        row += [points(by_hand[item.question]) if item.question in by_hand else "" for item in questions]
        row += [_total(report, by_hand, questions), points(out_of), report.outcome.value]
        notes = (report.problem, *report.notes) if report.problem else report.notes
        if by_hand and manual:
            notes = (*notes, f"{_amount([by_hand])} by people from {manual.name}")
        row += [" | ".join(one_line(text) for text in texts) for texts in (notes, report.flags, report.left_out)]
        row.append(" | ".join(f"{headline(cause)} ({points(finite(cause.points))})" for cause in report.causes))
        rows.append(row)
    write_atomically(path, _csv(rows), mode=mode)
    return _told(given, reports)


def write_canvas_gradebook(
    reports: Iterable[Report],
    path: Path,
    *,
    assignment: str,
    kind: str = "Canvas export",
    manual: Path | None = None,
    mode: int = 0o600,
) -> LeftToPeople:
    """Write the totals in the format that Canvas imports, and return whom that leaves to people.

    `assignment`: the column's title as Canvas' own export shows it, "Homework 3 (1234567)". `kind`: where the class
    comes from, and with it the students' ids; Canvas finds a student by its own ID, else by the SIS id, the login, the
    name.
    """
    reports = in_order(reports)
    given = read_manual(manual, reports) if manual else {}
    questions = _questions(reports)
    out_of = sum(_tests(reports).values()) + sum(item.points for item in questions)
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment]]
    rows.append(["    Points Possible", "", "", "", "", points(out_of)])
    column = _CANVAS_COLUMN.get(kind)
    undecided, by_name = [], []
    for report, index, student in _students(reports):
        name = student.name or report.submission
        total = _total(report, given.get((report.submission, index), {}), questions)
        own_id = student.id if column == "ID" and student.id.isdecimal() else ""  # not so where Canvas hid the names
        sis_id = student.id if column == "SIS User ID" else ""
        if not total:
            undecided.append(name)
        else:
            rows.append([name, own_id, sis_id, student.email, "", total])
            by_name += [name] if not (own_id or sis_id) else []
    write_atomically(path, _csv(rows), mode=mode)
    return LeftToPeople(tuple(undecided), tuple(by_name))


def read_manual(path: Path, reports: Sequence[Report]) -> ManualPoints:
    """The points that people gave. A question may be named by its beginning, "1.2 (a)", where only one begins so.

    Raises ManualError, which names the line.
    """
    questions = {item.question: item.points for item in _questions(reports)}
    people = _people(reports)
    given: dict[tuple[str, int], dict[str, float]] = {}
    for line, student, question, value in _manual_rows(path):
        where = f"{path.name}, line {line}"
        places = people.get(_key(student), [])
        if not places:
            raise ManualError(
                f"{where}: no student or submission is called {student!r}{_nearest(_key(student), people)}"
            )
        if len({submission for submission, _ in places}) > 1:
            raise ManualError(f"{where}: more than one student is called {student!r}; use the id, email or submission")
        meant = [known for known in questions if known == question or known.startswith(f"{question} ")]
        if len(meant) != 1:
            raise ManualError(f"{where}: people do not grade a question {question!r}{_nearest(question, questions)}")
        amount = _points(value)
        if amount is None or not 0 <= amount <= questions[meant[0]]:
            highest = points(questions[meant[0]])
            raise ManualError(f"{where}: {value!r} is not a number of points between 0 and {highest}")
        for place in places:
            if meant[0] in given.setdefault(place, {}):
                raise ManualError(f"{where}: {student!r} already has points for {question!r}")
            given[place][meant[0]] = amount
    return given


def _told(given: ManualPoints, reports: Sequence[Report]) -> str:
    """How many points people gave, and to whom: "20 points for 2 students: Ada 18, Bo 2"."""
    each = [
        f"{one_line(student.name or report.submission)} {points(sum(given[report.submission, index].values()))}"
        for report, index, student in _students(reports)
        if (report.submission, index) in given
    ]
    if not each:
        return "none"
    if len(each) > MOST_NAMED:
        each[MOST_NAMED - 1 :] = [f"{len(each) - MOST_NAMED + 1} more, as the gradebook's notes say"]
    return f"{_amount(given.values())} for {count(len(given), 'student')}: {', '.join(each)}"


def _amount(given: Iterable[Mapping[str, float]]) -> str:
    total = points(sum(value for by_question in given for value in by_question.values()))
    return f"{total} point" if total == "1" else f"{total} points"


def _manual_rows(path: Path) -> list[tuple[int, str, str, str]]:
    """Line, student, question and points of every row that is not empty."""
    try:
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        columns = [name.strip().lower() for name in reader.fieldnames or ()]
        rows = [(reader.line_num, dict(zip(columns, row.values(), strict=False))) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ManualError(f"{path.name} cannot be read as a CSV file in UTF-8: {error}") from None
    for name in MANUAL_COLUMNS:
        if name not in columns:
            needed = ", ".join(MANUAL_COLUMNS)
            raise ManualError(f"{path.name}, line 1: there is no column {name!r}; the columns are {needed}")
    cells = [(line, [(row.get(name) or "").strip() for name in MANUAL_COLUMNS]) for line, row in rows]
    return [
        (line, student, question, value) for line, (student, question, value) in cells if student + question + value
    ]


def _tests(reports: Sequence[Report]) -> dict[str, float]:
    """Every test and its points, in the order in which the homework has them."""
    tests: dict[str, float] = {}
    for report in sorted(reports, key=lambda report: -len(report.tests)):
        for test in report.tests:
            tests.setdefault(test.id, finite(test.max_score))
    return tests


def _questions(reports: Sequence[Report]) -> tuple[ManualItem, ...]:
    return max((report.manual for report in reports), key=len, default=())


def _students(reports: Sequence[Report]) -> list[tuple[Report, int, Student]]:
    """A line per student; a submission whose export names nobody has one without a name."""
    rows = [
        (report, index, student) for report in reports for index, student in enumerate(report.students or (Student(),))
    ]
    return sorted(rows, key=lambda row: ((row[2].name or row[0].submission).casefold(), row[0].submission, row[1]))


def _score(test: TestResult | None, report: Report) -> str:
    if report.outcome is Outcome.INTAKE:
        return ""
    outcome = test.outcome if test else report.outcome
    return "" if outcome is Outcome.FAULT else points(test.score) if test else "0"


def _total(report: Report, by_hand: Mapping[str, float], questions: Sequence[ManualItem]) -> str:
    if not is_graded(report) or any(item.question not in by_hand for item in questions):
        return ""
    return points(report.score + sum(by_hand.values()))


def _people(reports: Sequence[Report]) -> dict[str, list[tuple[str, int]]]:
    """Every way of naming a student or a submission -> the rows that are meant."""
    people: dict[str, list[tuple[str, int]]] = {}
    for report, index, student in _students(reports):
        names = {_key(name) for name in (student.name, student.id, student.email, report.submission) if name}
        for name in names:
            people.setdefault(name, []).append((report.submission, index))
    return people


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _nearest(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""


def _points(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _csv(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    """`cell` on one line, and as text for a spreadsheet even where it looks like a formula.

    Spreadsheets run what begins with = + - @, also after white space and (in Japanese editions) in full width; a
    leading apostrophe says "text" (OWASP, CSV injection).
    """
    line = printable(re.sub(r"\s*[\t\r\n]\s*", " ", cell))
    return f"'{line}" if unicodedata.normalize("NFKC", line.lstrip()).startswith(("=", "+", "-", "@")) else line
