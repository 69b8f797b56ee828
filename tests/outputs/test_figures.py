"""The figures of the tests themselves: computed by hand, and a sentence for each thing that stands out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

import pytest

from autograder.outputs.figures import Figures, figures_of, point_biserial
from autograder.report import Outcome, Report, TestResult

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]


@pytest.fixture
def figures(report: Make, result: MakeResult) -> Callable[..., dict[str, Figures]]:
    """`figures(a=[1, 0], b=[1, 1])`: of a class of two, who passed which test; each is worth 1 point."""

    def make(**tests: Sequence[int]) -> dict[str, Figures]:
        size = len(next(iter(tests.values())))
        reports = [
            report(f"s{n}", [result(f"test_{name}", passed[n]) for name, passed in tests.items()]) for n in range(size)
        ]
        return {one.id.removeprefix("test_"): one for one in figures_of(reports)}

    return make


def test_point_biserial_is_the_correlation_with_the_points_of_the_others() -> None:
    passed, scores = [True, True, False, True, False, False], [0.9, 0.8, 0.2, 1.0, 0.5, 0.1]
    assert point_biserial(passed, scores) == pytest.approx(statistics.correlation(list(map(int, passed)), scores))
    assert point_biserial([True, True], [0.1, 0.9]) is None
    assert point_biserial([True, False], [0.5, 0.5]) is None


def test_a_test_does_not_count_among_the_points_that_it_is_compared_with(figures) -> None:
    found = figures(a=[1, 1, 0, 0], b=[1, 0, 1, 0])
    assert found["a"].correlation == pytest.approx(0)
    assert (found["a"].passed, found["a"].of, found["a"].points) == (2, 4, 1)


def test_cases_are_one_test_which_is_passed_in_full(report: Make, result: MakeResult) -> None:
    reports = [
        report("s1", [result("test_f[a]"), result("test_f[b]", 0), result("test_g")], test_seconds=(0.25, 0.5, 1.0)),
        report("s2", [result("test_f[a]"), result("test_f[b]"), result("test_g")], test_seconds=(0.25, 0.0, 2.0)),
        report("s3", [result("test_f[a]", 0, outcome=Outcome.INTAKE)], outcome=Outcome.INTAKE),
    ]
    f, g = figures_of(reports)
    assert (f.id, f.name, f.points, f.passed, f.of, f.seconds) == ("test_f", "name of test_f", 2, 1, 2, 0.5)
    assert (g.passed, g.seconds) == (2, 1.5)
    assert g.remarks == ("It takes 75% of the total test time.",)


@pytest.mark.parametrize(
    ("of_test", "others", "says"),
    [
        ([1] * 12, [1, 0] * 6, "Nobody fails it"),
        ([0] * 12, [1, 0] * 6, "Nobody passes it"),
        ([0] + [1] * 11, [1, 0] * 6, "Only s0 fails it."),
        ([0] * 4 + [1] * 8, [1] * 10 + [0] * 2, "Lost by 40% of those with 90% otherwise: is it fair?"),
        ([1] * 5 + [0] * 7, [0] * 6 + [1] * 3 + [0] * 3, "Weak submissions pass it more often than strong ones"),
        ([1] * 6 + [0] * 6, [1] * 6 + [0] * 6, "Always fails together with test_others (6 submissions)"),
        ([1] * 3 + [0], [1, 1, 0, 0], ""),  # too few to say anything
        ([1] * 9 + [0] * 3, [1] * 8 + [0] * 4, ""),
    ],
)
def test_what_stands_out_is_a_sentence(figures, of_test: list[int], others: list[int], says: str) -> None:
    told = " ".join(figures(it=of_test, others=others)["it"].remarks)
    assert says in told
    assert bool(says) == bool(told)
