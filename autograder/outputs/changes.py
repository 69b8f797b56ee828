"""Two runs -> whose score changed, by how much, and why: for changes.csv, the terminal and the page."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.outputs.decided import for_staff, signed
from autograder.outputs.files import write_atomically
from autograder.outputs.gradebook import csv_text, students_of
from autograder.outputs.history import Earlier, Line, Run, run_of
from autograder.outputs.text import count, one_line, points
from autograder.report import Report, Student, function_of

COLUMNS = ("submission", "student", "before", "after", "tests", "why")
SUBMISSION, HOMEWORK, GRADER, STAFF = "the submission", "the homework", "the grader", "a staff decision"
_LEAST = 5e-4  # points; less is rounding


class Change(NamedTuple):
    """One student whose total is another one than in the run before."""

    report: Report
    student: Student
    before: Line
    after: Line
    tests: tuple[str, ...]  # "test_forward 0 → 5", cases of a test together, and decisions
    why: tuple[str, ...]

    @property
    def direction(self) -> int:
        """1 up, -1 down; 0 where one of the two is not decided, or the share is the same of other points."""
        before, after = self.before.total, self.after.total
        if before is None or after is None:
            return 0
        if self.before.out_of != self.after.out_of:  # something was waived, or is worth something else
            before, after = self.before.share(before), self.after.share(after)
            return 0 if abs(after - before) < 1e-6 else 1 if after > before else -1
        return 1 if after > before else -1


class Changes(NamedTuple):
    """All of them, in the order of the gradebook, of so many scores."""

    changed: tuple[Change, ...]
    scores: int

    def __str__(self) -> str:
        """ "3 of 59 scores changed: 2 up, 1 down"."""
        kinds = {
            "up": sum(change.direction > 0 for change in self.changed),
            "down": sum(change.direction < 0 for change in self.changed),
            "decided now": sum(change.before.total is None for change in self.changed),
            "no longer decided": sum(change.after.total is None for change in self.changed),
        }
        rest = len(self.changed) - sum(kinds.values())
        told = [f"{number} {kind}" for kind, number in kinds.items() if number]
        told += [f"{rest} with the same percentage of a different maximum"] if rest else []
        return f"{len(self.changed)} of {self.scores} scores changed" + (f": {', '.join(told)}" if told else "")


def compare(before: Run, reports: Iterable[Report]) -> Changes:
    """What is different from an earlier run; who was not in it has no change."""
    earlier, reports = Earlier(before), list(reports)
    changed = []
    rows = students_of(reports)
    for (report, index, student), after in zip(rows, run_of(reports), strict=True):
        line = earlier.of(after.submission, after.student, after.id, after.email)
        if line is not None and _differs(line, after):
            changed.append(Change(report, student, line, after, _tests(line, after, report, index), _why(line, after)))
    return Changes(tuple(changed), len(rows))


def write_changes(changes: Changes, path: Path) -> None:
    """Write changes.csv."""
    rows: list[Sequence[str]] = [COLUMNS]
    for change in changes.changed:
        name = change.student.called
        rows.append((
            change.report.submission, name, total_of(change.before), total_of(change.after),
            "; ".join(change.tests), "; ".join(change.why),
        ))  # fmt: skip
    write_atomically(path, csv_text(rows))


def total_of(line: Line) -> str:
    """Empty where it is not decided."""
    return "" if line.total is None else points(line.total)


def before_and_after(change: Change) -> str:
    """ "14 → 15"; with what can be reached, where that is another number."""
    both = change.before.out_of != change.after.out_of
    return " → ".join(
        f"{total_of(line) or '-'}{f' of {points(line.out_of)}' if both else ''}"
        for line in (change.before, change.after)
    )


def _differs(before: Line, after: Line) -> bool:
    if before.total is None or after.total is None:
        return before.total is not after.total
    return abs(before.total - after.total) > _LEAST or abs(before.out_of - after.out_of) > _LEAST


def _why(before: Line, after: Line) -> tuple[str, ...]:
    why = []
    decided = [(line.decided, line.waived, line.people, line.kept) for line in (before, after)]
    by_staff = decided[0] != decided[1]
    undecided = {test for test, score in before.tests.items() if score is None} != {
        test for test, score in after.tests.items() if score is None
    }
    score = abs(before.autograded - after.autograded) > _LEAST and (before.kept, after.kept) != (False, True)
    if score or undecided or before.highest != after.highest:
        why += [SUBMISSION] if before.upload != after.upload else []
        why += [HOMEWORK] if before.homework != after.homework else []
        why += [GRADER] if (before.grader, before.seed) != (after.grader, after.seed) else []
    if by_staff:
        why.append(STAFF)
    return tuple(why) or (GRADER,)  # nothing else differs: a time limit, say


def _tests(before: Line, after: Line, report: Report, index: int) -> tuple[str, ...]:
    """The tests with another score, all cases of one together; then what the staff decided since."""
    functions: dict[str, list[str]] = {}
    for test in dict.fromkeys((*before.tests, *after.tests)):
        if _score(before.tests, test) != _score(after.tests, test):
            functions.setdefault(function_of(test), []).append(test)
    told = []
    for function, tests in functions.items():
        values = [_together(line.tests, tests) for line in (before, after)]
        name = tests[0] if len(tests) == 1 else f"{function} ({count(len(tests), 'case')})"
        told.append(f"{one_line(name)} {values[0]} → {values[1]}")
    if (before.decided, before.waived) != (after.decided, after.waived):
        made = [one for one in report.decisions if one.student in (None, index) and not one.question]
        told += [for_staff(one, report) for one in made] or [f"decisions {signed(before.decided)} → none"]
    if before.people != after.people:
        told.append(f"by staff {points(before.people)} → {points(after.people)}")
    return tuple(told)


def _score(tests: Mapping[str, float | None], test: str) -> str:
    if test not in tests:
        return "none"
    score = tests[test]
    return "undecided" if score is None else points(score)


def _together(tests: Mapping[str, float | None], of: Sequence[str]) -> str:
    scores = [tests.get(test) for test in of]
    known = [score for score in scores if score is not None]
    return points(sum(known)) if known else _score(tests, of[0])
