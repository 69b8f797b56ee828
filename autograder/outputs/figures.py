"""What a class says about its tests: how many pass, how well each separates strong from weak, what stands out."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from autograder.outputs.one_report import is_graded, lost, who
from autograder.outputs.text import count, finite, one_line
from autograder.report import Report, TestResult

FEWEST = 10  # submissions, of which a share says something
FEWEST_STRONG = 5
STRONG = 0.9  # of the points of all other tests
UNFAIR = 0.25  # of the strong ones lose it
WEAK = 0.1  # a correlation below it tells strong from weak hardly better than chance
MOST_OF_THE_TIME = 0.5


class Figures(NamedTuple):
    """One test with all its cases, of those submissions that were graded."""

    id: str
    name: str
    points: float
    of: int  # submissions that it was run on
    passed: int  # in full
    # Point-biserial: passed or not, against the points of all other tests. None where all pass, or all fail, or the
    # others do not differ.
    correlation: float | None
    seconds: float | None  # on average; None: not measured
    remarks: tuple[str, ...]  # what stands out, a sentence each


class _Column(NamedTuple):
    """One test: of each submission whether it is passed in full, its share of the others' points, and seconds."""

    name: str
    points: float
    passed: list[bool]
    others: list[float]
    who: list[Report]
    seconds: list[float]


def figures_of(reports: Iterable[Report]) -> tuple[Figures, ...]:
    """The figures of each test, in the order of the homework."""
    columns = _columns([report for report in reports if is_graded(report) and report.tests])
    together = _together(columns)
    all_seconds = sum(sum(column.seconds) for column in columns.values())
    return tuple(
        Figures(
            id=test,
            name=column.name,
            points=column.points,
            of=len(column.passed),
            passed=sum(column.passed),
            correlation=point_biserial(column.passed, column.others),
            seconds=statistics.fmean(column.seconds) if column.seconds else None,
            remarks=(*_remarks(column, all_seconds), *together.get(test, ())),
        )
        for test, column in columns.items()
    )


def point_biserial(passed: Sequence[bool], scores: Sequence[float]) -> float | None:
    """The correlation of a yes or no with a number; None where one of them is the same for all."""
    if len(set(passed)) < 2 or statistics.pstdev(scores) < 1e-9:
        return None
    return statistics.correlation(list(map(float, passed)), scores)


def _columns(reports: Sequence[Report]) -> dict[str, _Column]:
    columns: dict[str, _Column] = {}
    for report in sorted(reports, key=lambda report: -len(report.tests)):
        total, highest = (sum(finite(getattr(test, name)) for test in report.tests) for name in ("score", "max_score"))
        functions: dict[str, list[tuple[TestResult, float | None]]] = {}
        seconds: Sequence[float | None] = report.test_seconds or [None] * len(report.tests)
        for test, took in zip(report.tests, seconds, strict=False):
            functions.setdefault(test.function, []).append((test, took))
        for function, cases in functions.items():
            worth = sum(finite(test.max_score) for test, _ in cases)
            others = highest - worth
            column = columns.setdefault(function, _Column(cases[0][0].name_without_case, worth, [], [], [], []))
            column.passed.append(not any(lost(test) for test, _ in cases))
            earned = total - sum(finite(test.score) for test, _ in cases)
            column.others.append(earned / others if others > 0 else 0.0)
            column.who.append(report)
            took_all = [took for _, took in cases if took is not None]
            column.seconds.extend([sum(took_all)] if took_all else [])
    return columns


def _remarks(column: _Column, all_seconds: float) -> list[str]:
    of, passed = len(column.passed), sum(column.passed)
    told = []
    strong = [right for right, others in zip(column.passed, column.others, strict=True) if others >= STRONG]
    share = 1 - sum(strong) / len(strong) if strong else 0.0
    correlation = point_biserial(column.passed, column.others)
    if passed == of and of >= FEWEST:
        told.append("Nobody fails it: does it test anything that can go wrong?")
    elif not passed and of >= FEWEST:
        told.append("Nobody passes it: is it correct, and does the homework ask for this?")
    elif of - passed == 1 and of >= FEWEST:
        (one,) = (report for report, right in zip(column.who, column.passed, strict=True) if not right)
        told.append(f"Only {who(one)} fails it.")
    elif len(strong) >= FEWEST_STRONG and share >= UNFAIR:
        told.append(f"Lost by {share:.0%} of those with {STRONG:.0%} otherwise: is it fair?")
    elif correlation is not None and of >= FEWEST and correlation < WEAK:
        more = "more often than" if correlation < 0 else "as often as"
        told.append(f"Weak submissions pass it {more} strong ones: does it test what it should?")
    if column.seconds and sum(column.seconds) > MOST_OF_THE_TIME * all_seconds:
        told.append(f"It takes {sum(column.seconds) / all_seconds:.0%} of the total test time.")
    return told


def _together(columns: Mapping[str, _Column]) -> dict[str, list[str]]:
    """Of tests that the very same submissions fail, at least two of them: a sentence at the first of these tests."""
    failing: dict[tuple[str, ...], list[str]] = {}
    for test, column in columns.items():
        who_fails = tuple(
            report.submission for report, right in zip(column.who, column.passed, strict=True) if not right
        )
        if 1 < len(who_fails) < len(column.passed):
            failing.setdefault(who_fails, []).append(test)
    told: dict[str, list[str]] = {}
    for who_fails, (first, *others) in failing.items():
        if others:
            names, of = ", ".join(map(one_line, others)), count(len(who_fails), "submission")
            told[first] = [f"Always fails together with {names} ({of}): are they really one test?"]
    return told
