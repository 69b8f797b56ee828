"""Groups of submissions with the same wrong values, however they are written: one kind of mistake each.

Of what no cause is proven for. Two belong together when their wrong values are the same, or nearly all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from autograder.homework import Tolerance
from autograder.outputs.one_report import in_order
from autograder.outputs.text import finite
from autograder.report import Cause, Report, Seen, TestResult

_ROUNDING = 16  # times the relative tolerance: two programs with the same mistake, each rounding in its way
_IN_COMMON = 0.75  # of all wrong values of two submissions, so that the second joins the group of the first
MOST_ROWS = 24  # of values beside the reference's

_Value = tuple[str, int]  # a test, and which of the different wrong values that it has in the class


class Group(NamedTuple):
    """One kind of wrong values. The example has them and the fewest other causes."""

    number: int  # from 1, the largest group first
    example: Report
    members: tuple[Report, ...]  # in the order of their names
    in_part: tuple[str, ...]  # of these submissions other values are wrong as well, or not all of these
    tests: tuple[str, ...]  # the example's that are not explained
    points: float  # lost by all of them

    @property
    def wrong(self) -> list[TestResult]:
        """The example's results of these tests, each different one once."""
        found = {test.id: test for test in self.example.tests}
        return [found[test] for test in self.tests if test in found]


def groups_of(reports: Iterable[Report], tolerance: Tolerance) -> tuple[Group, ...]:
    """The groups of a class, the largest first; then the one that costs more."""
    unexplained = [(report, cause) for report in in_order(reports) if (cause := unknown_of(report))]
    which = _which([cause.values for _, cause in unexplained], tolerance)
    alike: dict[frozenset[_Value], list[int]] = {}
    for index, values in enumerate(which):
        alike.setdefault(values, []).append(index)
    # Those that several have as they are come first: others join them.
    kinds: list[tuple[frozenset[_Value], list[int]]] = []
    for values, indices in sorted(alike.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[1])):
        nearest = max(kinds, key=lambda kind: _in_common(kind[0], values), default=None)
        if nearest is not None and _in_common(nearest[0], values) >= _IN_COMMON:
            nearest[1].extend(indices)
        else:
            kinds.append((values, list(indices)))
    made = [_group(values, sorted(indices), unexplained, which) for values, indices in kinds]
    made.sort(key=lambda group: (-len(group.members), -group.points, group.example.submission))
    return tuple(group._replace(number=number) for number, group in enumerate(made, start=1))


def unknown_of(report: Report) -> Cause | None:
    """What is not explained of a submission, where its values are known."""
    return next((cause for cause in report.causes if cause.kind == "unknown" and cause.values), None)


def _group(
    values: frozenset[_Value],
    indices: Sequence[int],
    unexplained: Sequence[tuple[Report, Cause]],
    which: Sequence[frozenset[_Value]],
) -> Group:
    exactly = [index for index in indices if which[index] == values]
    example, cause = min((unexplained[index] for index in exactly), key=lambda one: len(one[0].causes))
    return Group(
        number=0,
        example=example,
        members=tuple(unexplained[index][0] for index in indices),
        in_part=tuple(unexplained[index][0].submission for index in indices if which[index] != values),
        tests=cause.tests,
        points=round(sum(finite(unexplained[index][1].points) for index in indices), 4),
    )


def _in_common(one: frozenset[_Value], other: frozenset[_Value]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _which(all_seen: Sequence[Sequence[Seen]], tolerance: Tolerance) -> list[frozenset[_Value]]:
    """For each submission its wrong values, each as the number of that value among those of its test."""
    known: dict[tuple[str, str, int], list[np.ndarray]] = {}
    numbers: dict[tuple[str, str, int, int], int] = {}
    found = []
    for values in all_seen:
        mine = set()
        for one in values:
            key = one.test, one.what, len(one.numbers)
            place = _place(np.array(one.numbers), known.setdefault(key, []), tolerance)
            mine.add((one.test, numbers.setdefault((*key, place), len(numbers))))
        found.append(frozenset(mine))
    return found


def _place(numbers: np.ndarray, known: list[np.ndarray], tolerance: Tolerance) -> int:
    """Where among the known ones it is; it becomes the last one where it is new."""
    if known:
        rows = np.stack(known) if len(known) > 1 else known[0][None]
        largest, means = np.abs(rows[:, ::2]), rows[:, 1::2]
        allowed = tolerance.absolute + _ROUNDING * tolerance.relative * largest
        near = (np.abs(numbers[::2] - rows[:, ::2]) <= allowed).all(axis=1)
        # The mean is one of numbers up to 1; where all of them are within the tolerance of 0, it says nothing.
        tiny = largest <= tolerance.absolute
        near &= (tiny | (np.abs(numbers[1::2] - means) <= _ROUNDING * tolerance.relative)).all(axis=1)
        if near.any():
            return int(np.argmax(near))
    known.append(numbers)
    return len(known) - 1


def by_submission(groups: Sequence[Group]) -> Mapping[str, Group]:
    """The group of each submission that is in one."""
    return {report.submission: group for group in groups for report in group.members}


class Row(NamedTuple):
    """One wrong value of an example, beside the reference's."""

    test: str
    value: str
    theirs: str
    reference: str


def beside_reference(group: Group, most: int = MOST_ROWS) -> list[Row]:
    """The wrong values of a group's example, each test's and then each case's, at the place where most is wrong."""
    rows = []
    for test in group.wrong:
        for mismatch in test.mismatches:
            at = f" at {list(mismatch.worst_index)}" if mismatch.worst_index else ""
            theirs, reference = _number(mismatch.actual), _number(mismatch.expected)
            if mismatch.kind == "shape" or (not theirs and mismatch.actual_shape != mismatch.expected_shape):
                theirs, reference = f"shape {mismatch.actual_shape}", f"shape {mismatch.expected_shape}"
            theirs = theirs or mismatch.actual_type or mismatch.kind
            rows.append(Row(test.id, f"{mismatch.entry}{at}", theirs, reference))
        if not test.mismatches:
            rows.append(Row(test.id, "", test.message.partition("\n")[0], ""))
    return rows[:most]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
