"""What a student has for each test and question while decisions are applied one by one."""

from collections.abc import Mapping, Sequence

from autograder.decisions.rows import number
from autograder.outputs.text import finite
from autograder.report import Report


class Account:
    """Of each test and question the points, and the highest possible."""

    def __init__(self, report: Report, questions: Mapping[str, float]) -> None:
        self._highest = {test.id: finite(test.max_score) for test in report.tests}
        self._score = {test.id: min(max(finite(test.score), 0.0), self._highest[test.id]) for test in report.tests}
        lost = sum(self._highest.values()) - sum(self._score.values())
        # Charged by cause, or with the score of an earlier run, less is lost than the tests say: of each the same part.
        part = (sum(self._highest.values()) - report.autograded) / lost if lost > 0 else 1.0
        if abs(report.autograded - report.by_tests) > 1e-9:
            for test, had in self._score.items():
                self._score[test] = self._highest[test] - part * (self._highest[test] - had)
        self._questions = dict(questions)
        self._given: dict[str, float] = {}

    def tests(self, tests: Sequence[str], what: str) -> tuple[float, float]:
        """What is added to the score, and to the points that can be reached."""
        room = sum(self._highest[test] - self._score[test] for test in tests)
        there = sum(self._score[test] for test in tests)
        if what == "waive":
            highest = sum(self._highest[test] for test in tests)
            for test in tests:
                self._score[test] = self._highest[test] = 0.0
            return -there, -highest
        added = room if what == "full" else min(max(number(what) or 0.0, -there), room)
        left = added
        for test in tests:
            before = self._score[test]
            self._score[test] = min(max(before + left, 0.0), self._highest[test])
            left -= self._score[test] - before
        return added, 0.0

    def question(self, question: str, what: str) -> tuple[float, float]:
        """The same for a question that people grade. A number without a sign is what it is worth."""
        highest, given = self._questions[question], self._given.get(question, 0.0)
        if what == "waive":
            self._questions[question] = self._given[question] = 0.0
            return -given, -highest
        amount = highest if what == "full" else number(what) or 0.0
        now = min(max(given + amount if what[0] in "+-" else amount, 0.0), highest)
        self._given[question] = now
        return now - given, 0.0
