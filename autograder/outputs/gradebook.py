"""Reports -> gradebook.csv: a row per student, a column per test, and the points given by hand."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.outputs.causes import headline
from autograder.outputs.decided import by_people, for_staff, standing
from autograder.outputs.files import write_atomically
from autograder.outputs.one_report import in_order, is_graded
from autograder.outputs.text import finite, one_line, points, printable
from autograder.report import ManualItem, Outcome, Report, Student, TestResult
from autograder.roster import Roster, as_told

EXCUSED = "EX"  # Canvas's word for it


class Figure(str):
    """A number, which may begin with a minus."""

    __slots__ = ()


class LeftToPeople(NamedTuple):
    """What Canvas cannot do by itself with its gradebook: names of students or submissions."""

    undecided: tuple[str, ...]  # not in the file: an empty cell could clear a grade that is there
    by_name: tuple[str, ...]  # without an ID, so that Canvas looks for the name, and asks where it finds none


def write_gradebook(reports: Iterable[Report], path: Path) -> None:
    """Write gradebook.csv: a row per student in the order of their names. UTF-8 with a byte order mark, by which Excel
    knows it; lines ended by a newline.

    Columns: student, id, email, submission, the sum of each numbered question and each test (with their points in
    parentheses), autograded, decided (by the staff, about tests), each question that people grade, total, out_of,
    outcome, notes, flags, left_out (lines that failed when the file was loaded), causes (why points were lost, with the
    points), decisions (of the staff, in words). A cell is empty where nothing is decided yet: all points of a
    submission that could not be graded, a test that the grader itself failed on and the sums with it, and the total
    until people have graded every question.
    """
    reports = in_order(reports)
    tests, questions = _tests(reports), _questions(reports)
    numbered = _by_question(reports)
    out_of = _out_of(reports)
    header = ["student", "id", "email", "submission"]
    header += [f"{name} ({points(sum(tests[test] for test in ids))})" for name, ids in numbered.items()]
    header += [f"{name} ({points(highest)})" for name, highest in tests.items()]
    header += ["autograded", "decided", *(f"{item.question} ({points(item.points)})" for item in questions)]
    rows = [[*header, "total", "out_of", "outcome", "notes", "flags", "left_out", "causes", "decisions"]]
    for report, index, student in students_of(reports):
        mine = standing(report, index)
        results = {test.id: test for test in report.tests}
        row = [student.name, student.id, student.email, report.submission]
        row += [_sum([results.get(test) for test in ids], report) for ids in numbered.values()]
        row += [_score(results.get(name), report) for name in tests]
        row.append(points(mine.autograded) if is_graded(report) or report.kept is not None else "")
        row.append(Figure(points(mine.decided)) if any(not one.question for one in mine.decisions) else "")
        row += [points(mine.questions[item.question]) if item.question in mine.questions else "" for item in questions]
        row.append("" if mine.total is None else points(mine.total))
        row += [points(mine.out_of if report.tests else out_of), report.outcome.value]
        notes = (report.problem, *report.notes) if report.problem else report.notes
        notes = (*notes, *by_people(mine))
        row += [" | ".join(one_line(text) for text in texts) for texts in (notes, report.flags, report.left_out)]
        row.append(" | ".join(f"{headline(cause)} ({points(finite(cause.points))})" for cause in report.causes))
        row.append(" | ".join(for_staff(one, report) for one in mine.decisions))
        rows.append(row)
    write_atomically(path, csv_text(rows))


def write_canvas_gradebook(
    reports: Iterable[Report],
    path: Path,
    *,
    assignment: str,
    kind: str = "Canvas export",
    roster: Roster | None = None,
) -> LeftToPeople:
    """Write the totals in the format that Canvas imports, and return whom that leaves to people.

    `assignment`: the column's title as Canvas' own export shows it, "Homework 3 (1234567)". `kind`: where the class
    comes from, and with it the students' ids; Canvas finds a student by its own ID, else by the SIS id, the login, the
    name; a student of the `roster` is written as it is there. Canvas has one number of points for all: of a student for
    whom something is waived, the total has the same share of it; one for whom everything is waived is excused.
    """
    reports = in_order(reports)
    out_of = _out_of(reports)
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment]]
    rows.append(["    Points Possible", "", "", "", "", points(out_of)])
    undecided, by_name = [], []
    for report, index, student in students_of(reports):
        name = student.name or report.submission
        mine = standing(report, index)
        if mine.total is None:
            undecided.append(name)
        else:
            total = points(mine.total * out_of / mine.out_of) if mine.out_of else EXCUSED
            told = as_told(student, name, kind)
            known = (roster.find(student, kind) if roster else None) or told
            canvas_id = known.canvas_id or told.canvas_id
            rows.append([known.name, canvas_id, known.sis_id, known.login, known.section, total])
            by_name += [] if canvas_id or known.sis_id else [name]
    write_atomically(path, csv_text(rows, mark=False))
    return LeftToPeople(tuple(undecided), tuple(by_name))


def _tests(reports: Sequence[Report]) -> dict[str, float]:
    """Every test and its points, in the order in which the homework has them."""
    tests: dict[str, float] = {}
    for report in sorted(reports, key=lambda report: -len(report.tests)):
        for test in report.tests:
            tests.setdefault(test.id, finite(test.max_score))
    return tests


def _questions(reports: Sequence[Report]) -> tuple[ManualItem, ...]:
    return max((report.manual for report in reports), key=len, default=())


def students_of(reports: Sequence[Report]) -> list[tuple[Report, int, Student]]:
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


def _out_of(reports: Sequence[Report]) -> float:
    """The points that can be reached: by those for whom nothing is waived."""
    return max((standing(report, index).out_of for report, index, _ in students_of(reports)), default=0.0)


def _by_question(reports: Sequence[Report]) -> dict[str, list[str]]:
    """The tests of each question that has a number, "1.3" of "1.3" and "1.3 (b)", in the order of the homework."""
    found: dict[str, list[str]] = {}
    for test in max((report.tests for report in reports), key=len, default=()):
        if test.number:
            question = re.match(r"\s*(\d+(\.\d+)*)", test.number)
            found.setdefault(question[1] if question else one_line(test.number, 20), []).append(test.id)
    return found


def _sum(tests: Sequence[TestResult | None], report: Report) -> str:
    if any(_score(test, report) == "" for test in tests):
        return ""
    return points(sum(finite(test.score) for test in tests if test))


def csv_text(rows: Iterable[Iterable[str]], *, mark: bool = True) -> str:
    """CSV in which nothing is a formula; `mark`: with the byte order mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    buffer.write("\ufeff" * mark)
    csv.writer(buffer, lineterminator="\n").writerows(
        [cell if isinstance(cell, Figure) else _harmless(cell) for cell in row] for row in rows
    )
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    """`cell` on one line, and as text for a spreadsheet even where it looks like a formula.

    Spreadsheets run what begins with = + - @, also after white space and (in Japanese editions) in full width; a
    leading apostrophe says "text" (OWASP, CSV injection).
    """
    line = printable(re.sub(r"\s*[\t\r\n]\s*", " ", cell))
    return f"'{line}" if unicodedata.normalize("NFKC", line.lstrip()).startswith(("=", "+", "-", "@")) else line
