"""The runs of a class in OUT/history, a small CSV file each: per student, the points and where they came from.

A run that did not end leaves none, so that the next one is compared with the last that did.
"""

import csv
import io
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from autograder.outputs.decided import is_decided, is_undecided, standing
from autograder.outputs.files import write_atomically
from autograder.outputs.gradebook import Figure, csv_text, students_of
from autograder.outputs.text import finite, points
from autograder.report import Report, Student

FOLDER = "history"
_DIGITS = 12  # of a digest: enough to tell two apart
_NAME = re.compile(r"(\d{3,})-.*\.csv")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One student of one run."""

    submission: str
    student: str
    id: str
    email: str
    autograded: float
    highest: float  # that the tests can give
    kept: bool  # from a run before it, because that gave more
    decided: float  # by the staff, about tests
    waived: float  # of what can be reached
    people: float  # for questions that people grade
    total: float | None  # as far as it goes; None: not decided
    out_of: float
    upload: str
    homework: str
    grader: str
    seed: str
    tests: Mapping[str, float | None]  # None: not decided

    def share(self, value: float) -> float:
        """Of what can be reached."""
        return value / self.out_of if self.out_of else 0.0


_COLUMNS = Line.__struct_fields__[:-1]  # and then one for each test
Run = Sequence[Line]


class Floor(NamedTuple):
    """So many points of so many."""

    points: float
    of: float

    @property
    def share(self) -> float:
        return self.points / self.of


def run_of(reports: Iterable[Report]) -> list[Line]:
    """What a run gave, a line for each student, in the order of the gradebook."""
    return [_line(report, index) for report, index, _ in students_of(list(reports))]


def _line(report: Report, index: int) -> Line:
    student = report.students[index] if report.students else None
    mine = standing(report, index)
    return Line(
        submission=report.submission,
        student=student.name if student else "",
        id=student.id if student else "",
        email=student.email if student else "",
        autograded=round(mine.autograded, 4),
        highest=round(sum(finite(test.max_score) for test in report.tests), 4),
        kept=report.kept is not None,
        decided=mine.decided,
        waived=round(-sum(one.out_of for one in mine.decisions), 4),
        people=round(sum(mine.questions.values()), 4),
        total=mine.so_far if is_decided(report, index) else None,
        out_of=mine.out_of,
        upload=report.submission_digest[:_DIGITS],
        homework=report.homework_digest[:_DIGITS],
        grader=report.grader_version,
        seed=str(report.seed),
        tests={test.id: None if is_undecided(test) else round(finite(test.score), 4) for test in report.tests},
    )


def keep_run(run: Run, out: Path, last: Run | None) -> None:
    """Write a run into OUT/history, unless it is the same as the last one."""
    if last is not None and list(run) == list(last):
        return
    number = max((int(path.name.partition("-")[0]) for path in _files(out)), default=0) + 1
    name = f"{number:03}-{time.strftime('%Y-%m-%d-%H%M%S')}.csv"
    write_atomically(out / FOLDER / name, _text(run))


def read_runs(out: Path) -> list[Run]:
    """The runs in OUT/history, the last one last; a file that is torn, or that somebody has edited, is passed over."""
    return [run for path in _files(out) if (run := _read(path)) is not None]


def _files(out: Path) -> list[Path]:
    found = [path for path in (out / FOLDER).glob("*.csv") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (int(path.name.partition("-")[0]), path.name))


def _text(run: Run) -> str:
    tests = list(dict.fromkeys(test for line in run for test in line.tests))
    rows: list[list[str]] = [[*_COLUMNS, *(f"test {test}" for test in tests)]]
    for line in run:
        row = [_cell(getattr(line, name)) for name in _COLUMNS]
        rows.append([*row, *(_cell(line.tests[test]) if test in line.tests else "absent" for test in tests)])
    return csv_text(rows)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return Figure(points(value)) if isinstance(value, float) else "" if value is None else str(value)


def _read(path: Path) -> Run | None:
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        return [_line_of(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error):
        return None


def _line_of(row: Mapping[str, str]) -> Line:
    columns: dict[str, Any] = {name: _plain(row[name]) for name in _COLUMNS}
    columns |= {"kept": row["kept"] == "yes", "total": row["total"] or None}
    tests = {
        name.removeprefix("test "): value or None
        for name, value in row.items()
        if name.startswith("test ") and value != "absent"
    }
    return msgspec.convert(columns | {"tests": tests}, Line, strict=False)


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if re.match(r"'\s*[=+\-@]", cell) else cell


# ---- the same student in two runs ---------------------------------------------------------------------------------


class Earlier:
    """An earlier run, to find a student in who may have handed in again under another name of the submission."""

    def __init__(self, run: Run) -> None:
        self._by: dict[tuple[str, str], list[Line]] = {}
        for line in run:
            for key in _keys(line.submission, line.student, line.id, line.email):
                self._by.setdefault(key, []).append(line)

    def of(self, submission: str, student: str = "", identity: str = "", email: str = "") -> Line | None:
        """That student's line; None where there is none, or nobody can tell which."""
        for key in _keys(submission, student, identity, email):
            found = self._by.get(key, [])
            if len(found) == 1:
                return found[0]
        return None


def highest_scores(runs: Sequence[Run], entries: Iterable[tuple[str, Sequence[Student]]]) -> dict[str, Floor]:
    """The most that the tests gave each submission's students in any run, of how many points."""
    earlier = [Earlier(run) for run in runs]
    found: dict[str, Floor] = {}
    for name, students in entries:
        for student in students or (Student(),):
            for run in earlier:
                line = run.of(name, student.name, student.id, student.email)
                if line and line.highest and line.autograded / line.highest > found.get(name, Floor(0.0, 1.0)).share:
                    found[name] = Floor(line.autograded, line.highest)
    return found


def _keys(submission: str, student: str, identity: str, email: str) -> list[tuple[str, str]]:
    """From what tells most; the submission alone only where nobody is named."""
    if not (student or identity or email):
        return [("submission", submission)]
    both = f"{submission}\0{student}\0{identity}\0{email}"
    named = (("both", both), ("id", identity), ("email", email), ("name", student))
    return [(kind, value) for kind, value in named if value]
