"""The class in numbers, from its Reports: what the page and the terminal both show."""

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.outputs.causes import headline
from autograder.outputs.decided import is_decided
from autograder.outputs.one_report import in_order, is_faulty, is_graded, lost, most_frequent, reasons_to_look
from autograder.outputs.text import finite
from autograder.report import LATE, BrokenTest, Cause, ManualItem, Outcome, Report, TestResult, function_of


@dataclass(frozen=True)
class Bin:
    """One bar of the distribution of scores."""

    label: str  # "80-89%"
    students: int


@dataclass(frozen=True)
class LostTest:
    """One hidden test with all its cases, and how many of the graded submissions lost points on it."""

    id: str  # "test_forward", of the cases "test_forward[relu-sigmoid]" and so on
    name: str
    lost: int  # submissions that lost points on at least one case
    of: int
    cases: tuple[tuple[str, int], ...]  # ids of the cases and who lost points on each, most frequent first
    mistakes: tuple[tuple[str, int], ...]  # known mistakes that were recognised in it, most frequent first


@dataclass(frozen=True)
class CommonCause:
    """One cause and all the graded submissions that lose points by it."""

    key: str  # what the search finds them by
    text: str  # its first line
    kind: str
    points: float  # lost by all of them together
    who: tuple[Report, ...]  # in the order of their names


@dataclass(frozen=True)
class Attention:
    """One submission that a person should look at, and why."""

    report: Report
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ClassSummary:
    """A class; scores are those of the graded submissions only, so that what was never graded drags no mean down."""

    submissions: int
    graded: int
    intake: int
    faults: int
    max_score: float
    mean: float | None  # None when nothing was graded
    median: float | None
    lowest: float | None
    highest: float | None
    bins: tuple[Bin, ...]
    lost_tests: tuple[LostTest, ...]  # most often lost first; tests that nobody lost are left out
    causes: tuple[CommonCause, ...]  # of all lost points: most submissions first
    attention: tuple[Attention, ...]  # the grader's failures, what could not be graded, flags; merely late ones last
    broken: tuple[BrokenTest, ...]  # tests that nobody can pass: until they are mended, no score is decided
    manual: tuple[ManualItem, ...]
    isolation: tuple[str, ...]  # every tier that was used, in alphabetical order


def summarise(reports: Iterable[Report]) -> ClassSummary:
    """The summary of a class; the order of the reports does not matter except where numbers are equal."""
    reports = in_order(reports)
    graded = [report for report in reports if is_graded(report)]
    decided = [report for report in reports if is_decided(report)]
    scores = [finite(report.score) for report in decided]
    max_score = max((finite(report.max_score) for report in reports), default=0.0)
    attention = [Attention(report, reasons) for report in reports if (reasons := reasons_to_look(report))]
    attention.sort(key=lambda item: (not is_faulty(item.report), is_graded(item.report), item.report.flags == (LATE,)))
    return ClassSummary(
        submissions=len(reports),
        graded=len(decided),
        intake=sum(report.outcome is Outcome.INTAKE and not is_decided(report) for report in reports),
        faults=sum(is_faulty(report) for report in reports),
        max_score=max_score,
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        lowest=min(scores, default=None),
        highest=max(scores, default=None),
        bins=_bins([finite(report.score) / report.max_score if report.max_score else 1.0 for report in decided]),
        lost_tests=_lost_tests(graded),
        causes=_common_causes(graded),
        attention=tuple(attention),
        broken=tuple(dict.fromkeys(test for report in reports for test in report.broken)),
        manual=max((report.manual for report in reports), key=len, default=()),
        isolation=tuple(sorted({report.isolation for report in reports if report.isolation})),
    )


def cause_key(cause: Cause) -> str:
    """What the same cause of two submissions has in common."""
    if cause.kind == "unknown":
        return "unknown"
    return cause.name or f"{cause.kind} {headline(cause)}"


def _common_causes(graded: Sequence[Report]) -> tuple[CommonCause, ...]:
    first: dict[str, Cause] = {}
    lost_by: dict[str, float] = {}
    made_by: dict[str, list[Report]] = {}
    for report in graded:
        for cause in report.causes:
            key = cause_key(cause)
            first.setdefault(key, cause)
            lost_by[key] = lost_by.get(key, 0.0) + finite(cause.points)
            if report not in made_by.setdefault(key, [])[-1:]:
                made_by[key].append(report)
    rows = [
        CommonCause(
            key=key,
            text=headline(cause) if key != "unknown" else "No known cause",
            kind=cause.kind,
            points=round(lost_by[key], 4),
            who=tuple(made_by[key]),
        )
        for key, cause in first.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.who), -row.points, row.text)))


def told(broken: Iterable[BrokenTest]) -> list[str]:
    """A line for each broken test, cases that fail alike together: "test_loss, 2 cases (…, line 57): why"."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for test in broken:
        alike.setdefault((function_of(test.id), test.where, test.why), []).append(test.id)
    return [
        f"{ids[0] if len(ids) == 1 else f'{function}, {len(ids)} cases'} ({where}): {why}"
        for (function, where, why), ids in alike.items()
    ]


def _bins(shares: Sequence[float]) -> tuple[Bin, ...]:
    """Ten bars of ten percent each and one for full marks, which a class of homework often fills by itself."""
    counts = [0] * 11
    for share in shares:
        # The small addition keeps 0.7 * 10 out of the bar below it.
        counts[min(int(share * 10 + 1e-9), 10)] += 1
    labels = [f"{low}-{low + 9}%" for low in range(0, 100, 10)] + ["100%"]
    return tuple(map(Bin, labels, counts))


def _lost_tests(graded: Sequence[Report]) -> tuple[LostTest, ...]:
    of: Counter[str] = Counter()  # function -> submissions that it was run on
    names: dict[str, str] = {}
    losing: dict[str, list[list[TestResult]]] = {}  # function -> of each submission that lost points, the cases
    for report in graded:
        mine: dict[str, list[TestResult]] = {}
        for test in report.tests:
            names.setdefault(test.function, test.name_without_case)
            mine.setdefault(test.function, []).extend([test] if lost(test) else [])
        of.update(mine.keys())
        for function, cases in mine.items():
            losing.setdefault(function, []).extend([cases] if cases else [])
    rows = [
        LostTest(
            id=function,
            name=names[function],
            lost=len(submissions),
            of=of[function],
            cases=most_frequent(test.id for cases in submissions for test in cases),
            mistakes=most_frequent(name for cases in submissions for name in {test.mistake for test in cases} if name),
        )
        for function, submissions in losing.items()
        if submissions
    ]
    # sorted() is stable: tests that are lost equally often stay in the order of the homework.
    return tuple(sorted(rows, key=lambda row: -row.lost))
