"""decisions.csv -> Decision: points that course staff decided on, read from beside a class and applied last.

Read before anything is graded, so that a line that cannot be understood costs no minutes; applied to each report as it
comes, so that no regrading loses one. What a line does not change is named.
"""

import copy
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from autograder.decisions.account import Account
from autograder.decisions.people import People, Place, key_of, known_names, nearest_to, places_of
from autograder.decisions.rows import EVERYBODY, EVERYTHING, WORDS, DecisionsError, Row, number, read_rows
from autograder.outputs.decided import is_undecided
from autograder.outputs.text import finite, one_line, points
from autograder.report import Decision, ManualItem, Report

__all__ = ["Decisions", "DecisionsError", "tests_called"]

_LEAST = 5e-5  # points; less is the rounding of a third


class Decisions:
    """What the staff decided for one class, and what came of each line."""

    def __init__(self, files: Sequence[Path] = (), people: People = (), questions: Sequence[ManualItem] = ()) -> None:
        """Raises DecisionsError."""
        self.files = tuple(dict.fromkeys(path.name for path in files))
        self._questions = {item.question: finite(item.points) for item in questions}
        self._rows = [row for path in files for row in read_rows(path)]
        known = known_names(people)
        self._places = [places_of(row, known) for row in self._rows]
        self._nearest = [nearest_to(key_of(row.student), known) for row in self._rows]
        for row in self._rows:
            self._check(row)
        self._refuse_repeated()
        self._for_everybody = [index for index, row in enumerate(self._rows) if row.student == EVERYBODY]
        self._of_submission: dict[str, list[int]] = {}
        for index, places in enumerate(self._places):
            for submission in dict.fromkeys(submission for submission, _ in places):
                self._of_submission.setdefault(submission, []).append(index)
        # By the index of a line:
        self._found: set[int] = set()  # there is a test or question that it is about
        self._effective: set[int] = set()  # it changes something
        self._in_part: dict[int, str] = {}  # what of it is not possible

    def __bool__(self) -> bool:
        return bool(self._rows)

    def apply(self, report: Report) -> Report:
        """The report with what the staff decided; of an earlier run's decisions nothing is left."""
        report = msgspec.structs.replace(report, decisions=())
        lines = sorted({*self._for_everybody, *self._of_submission.get(report.submission, ())})
        if not lines:
            return report
        of_one: dict[int, list[int]] = {}  # of a student of a group, the lines for that one only
        for line in lines:
            for submission, student in self._places[line]:
                if submission == report.submission and student is not None:
                    of_one.setdefault(student, []).append(line)
        for_one = {line for mine in of_one.values() for line in mine}
        account = Account(report, self._questions)
        made: list[Decision | None] = []
        for line in lines:
            if line not in for_one:
                made += self._decide(line, None, report, account)
        for student, mine in sorted(of_one.items()):
            own = copy.deepcopy(account)
            for line in mine:
                made += self._decide(line, student, report, own)
        return msgspec.structs.replace(report, decisions=tuple(one for one in made if one))

    def _decide(self, line: int, student: int | None, report: Report, account: Account) -> list[Decision | None]:
        """One line for one report. Who is excused from everything is excused from what people grade, too."""
        row = self._rows[line]
        made = [self._about(line, self._question(row), student, report, account)]
        if row.test == EVERYTHING and row.what == "waive":
            made += [self._about(line, question, student, report, account) for question in self._questions]
        return made

    def _about(
        self, line: int, question: str, student: int | None, report: Report, account: Account
    ) -> Decision | None:
        """A line about one question, or about tests; None where it changes nothing."""
        row = self._rows[line]
        tests = () if question else tests_called(row.test, report)
        if not (question or tests):
            return None
        self._found.add(line)
        added, out_of = account.question(question, row.what) if question else account.tests(tests, row.what)
        decides = bool(question) or any(is_undecided(test) for test in report.tests if test.id in tests)
        if not (decides or abs(added) > _LEAST or out_of):
            return None
        self._effective.add(line)
        asked = number(row.what) or 0.0
        if not question and row.student != EVERYBODY and row.what not in WORDS and abs(asked - added) > _LEAST:
            there = "all points are already given" if asked > 0 else "there are no more points to take away"
            self._in_part[line] = f"only {points(added)} of {row.what} points: {there}"
        return Decision(
            test=row.test, what=row.what, reason=row.reason, source=row.source, student=student, tests=tests,
            question=question, points=round(added, 4), out_of=round(out_of, 4),
        )  # fmt: skip

    def without_effect(self) -> list[str]:
        """A sentence for each line that changes nothing, or not all that it says. To be asked when every report has
        come."""
        told = []
        for line, row in enumerate(self._rows):
            why = self._in_part.get(line, "") if line in self._effective else self._why_not(line, row)
            if why:
                told.append(f"{one_line(row.source)}: {one_line(why, 500)}.")
        return told

    def _why_not(self, line: int, row: Row) -> str:
        who = "everybody" if row.student == EVERYBODY else row.student
        if row.student != EVERYBODY and not self._places[line]:
            return f"no student or submission is named {row.student!r}{self._nearest[line]}"
        if line not in self._found:
            return f"there is no test, group of tests or question {row.test!r}"
        if row.what not in WORDS and not number(row.what):
            return "it adds nothing"
        return f"{who} already has {'no' if row.what.startswith('-') else 'all'} points for {row.test!r}"

    # ---- questions that people grade ------------------------------------------------------------------------

    def _question(self, row: Row) -> str:
        """The question that a line is about; it may be named by its beginning, where only one begins so."""
        meant = [known for known in self._questions if known == row.test or known.startswith(f"{row.test} ")]
        return meant[0] if len(meant) == 1 and row.test else ""

    def _check(self, row: Row) -> None:
        """Raises DecisionsError for what can never be meant."""
        question = self._question(row)
        if row.of_people and not question:
            nearest = nearest_to(row.test, self._questions)
            raise DecisionsError(f"{row.source}: there is no hand-graded question {row.test!r}{nearest}")
        if not question or (not row.of_people and (row.what in WORDS or row.what[0] in "+-")):
            return
        amount, highest = number(row.what), self._questions[question]
        if amount is None or not 0 <= amount <= highest:
            raise DecisionsError(
                f"{row.source}: {row.what!r} is not a number of points between 0 and {points(highest)}"
            )

    def _refuse_repeated(self) -> None:
        """The same line twice would count twice, and of two results for one question one would be lost."""
        lines: dict[Row, str] = {}
        results: set[tuple[Place, str]] = set()
        for row, places in zip(self._rows, self._places, strict=True):
            bare = row._replace(source="")
            if bare in lines and not row.of_people:
                raise DecisionsError(f"{row.source}: it repeats {lines[bare]} and would count twice")
            lines[bare] = row.source
            question = self._question(row)
            if question and number(row.what) is not None and (row.of_people or row.what[0] not in "+-"):
                if any((place, question) in results for place in places):
                    raise DecisionsError(f"{row.source}: {row.student!r} already has points for {row.test!r}")
                results |= {(place, question) for place in places}


def tests_called(name: str, report: Report) -> tuple[str, ...]:
    """The tests that a name means: "*" all, an id that test, a function's name its cases, a number the tests of that
    question ("1.2" also those of "1.2 (d)"), a test's title, a tag."""
    if name == EVERYTHING:
        return tuple(test.id for test in report.tests)
    numbered = re.compile(rf"{re.escape(name)}(?!\w)")
    ways = (
        {test.id for test in report.tests if test.id == name},
        {test.id for test in report.tests if test.function == name},
        {test.id for test in report.tests if test.number and numbered.match(test.number)},
        {test.id for test in report.tests if test.name == name},
        {test.id for test in report.tests if name in test.tags},
    )
    meant = next((ids for ids in ways if ids), set())
    return tuple(test.id for test in report.tests if test.id in meant)
