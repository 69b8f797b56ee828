"""The class in numbers."""

from collections.abc import Callable
from typing import Any

import pytest

from autograder.outputs.one_report import (
    in_a_row,
    is_graded,
    lost_groups,
    one_sentence,
    passed_groups,
    reasons_to_look,
    same_results,
    who,
)
from autograder.outputs.summary import summarise
from autograder.report import Cause, ManualItem, Outcome, Report, Student, TestResult

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]


def test_scores_are_those_of_graded_submissions(report: Make, result: MakeResult) -> None:
    reports = [report(f"s{n}", [result("a", score, of=10)]) for n, score in enumerate([10, 10, 7, 2.9])]
    reports.append(report("unreadable", [result("a", 0, of=10, outcome=Outcome.INTAKE)], outcome=Outcome.INTAKE))
    reports.append(report("failed", [], outcome=Outcome.FAULT, fault="x"))
    reports.append(report("half failed", [result("a", 0, of=10, outcome=Outcome.FAULT)]))
    summary = summarise(reports)
    assert (summary.submissions, summary.graded, summary.intake, summary.faults) == (7, 4, 1, 2)
    assert summary.mean == pytest.approx(29.9 / 4)
    assert (summary.median, summary.lowest, summary.highest, summary.max_score) == (8.5, 2.9, 10, 10)
    bars = {bar.label: bar.students for bar in summary.bins if bar.students}
    assert bars == {"20-29%": 1, "70-79%": 1, "100%": 2}


@pytest.mark.parametrize("tenth", range(11))
def test_a_score_on_the_border_belongs_to_the_bar_above(report: Make, result: MakeResult, tenth: int) -> None:
    for highest in (0.3, 3, 7, 50):
        summary = summarise([report(tests=[result("a", highest * tenth / 10, of=highest)])])
        assert [bar.students for bar in summary.bins].index(1) == tenth


def test_an_empty_class_has_a_summary() -> None:
    summary = summarise([])
    assert (summary.submissions, summary.mean, summary.median, summary.lost_tests) == (0, None, None, ())


def test_lost_tests_and_their_mistakes_are_counted(report: Make, result: MakeResult) -> None:
    def one(n: int, a: float, b: float, mistake: str) -> Report:
        losing: dict[str, Any] = {"mistake": mistake, "outcome": Outcome.WRONG}
        return report(f"s{n}", [result("a", a), result("b", b, **(losing if b < 1 else {})), result("c", 1)])

    rows = [one(1, 0, 0, "transpose"), one(2, 1, 0, "transpose"), one(3, 1, 0.5, "mean"), one(4, 1, 1, "")]
    # Neither what could not be graded nor the grader's own failure says anything about a test.
    rows.append(report("s5", [result("c", 0, outcome=Outcome.INTAKE)], outcome=Outcome.INTAKE))
    rows.append(report("s6", [result("c", 0, outcome=Outcome.FAULT)]))
    summary = summarise(rows)
    assert [(test.id, test.lost, test.of) for test in summary.lost_tests] == [("b", 3, 4), ("a", 1, 4)]
    assert summary.lost_tests[0].mistakes == (("transpose", 2), ("mean", 1))


def test_the_cases_of_a_test_are_counted_as_one_test(report: Make, result: MakeResult) -> None:
    def one(n: int, x: float, y: float) -> Report:
        tests = [result(f"test_f[{case}]", score, name=f"f is right [{case}]") for case, score in (("x", x), ("y", y))]
        return report(f"s{n}", [*tests, result("test_g", n > 1, name="g [sic]")])

    summary = summarise([one(1, 0, 0), one(2, 1, 0), one(3, 1, 1)])
    assert [(test.id, test.name, test.lost, test.of) for test in summary.lost_tests] == [
        ("test_f", "f is right", 2, 3),
        ("test_g", "g [sic]", 1, 3),
    ]
    assert summary.lost_tests[0].cases == (("test_f[y]", 2), ("test_f[x]", 1))
    assert summary.lost_tests[1].cases == (("test_g", 1),)


def test_who_needs_a_person_and_why(report: Make, result: MakeResult) -> None:
    cases = {
        "fine": report(),
        "flag": report("a", flags=("uses autograd",)),
        "intake": report(tests=[], outcome=Outcome.INTAKE, problem="Python cannot read line 12.\n  12 | x("),
        "fault": report(tests=[], outcome=Outcome.FAULT, fault="Traceback\n  line\nBrokenPipeError: gone\n"),
        "part": report(tests=[result(f"t{n}", 0, outcome=Outcome.FAULT) for n in range(5)]),
    }
    assert {name: reasons_to_look(report) for name, report in cases.items()} == {
        "fine": (),
        "flag": ("uses autograd",),
        "intake": ("could not be graded: Python cannot read line 12.",),
        "fault": ("the grader failed: BrokenPipeError: gone",),
        "part": ("the grader failed on t0, t1, t2 …",),
    }
    order = [attention.report for attention in summarise(cases.values()).attention]
    assert [name for report in order for name in cases if cases[name] is report] == ["fault", "part", "intake", "flag"]
    assert [name for name, report in cases.items() if is_graded(report)] == ["fine", "flag"]
    assert one_sentence(cases["part"]) == "the grader failed on 5 tests"


def test_passed_cases_of_a_test_are_told_together(report: Make, result: MakeResult) -> None:
    tests = [
        *(result(f"test_f[{case}]", 0.5, of=0.5, name=f"f computes y [{case}]") for case in "xyz"),
        result("test_g[x]", 1, name="g computes z [x]"),
        result("test_g[y]", 0, name="g computes z [y]"),
        result("test_h", 2, of=2, name="h"),
    ]
    assert passed_groups(report(tests=tests)) == "f computes y (3 cases, 1.5); g computes z [x] (1); h (2)"
    assert passed_groups(report(tests=[])) == ""


def test_who_is_merely_late_comes_last(report: Make) -> None:
    flags = {"a": ("handed in late",), "b": ("names autograd",), "c": ("handed in late", "names autograd"), "d": ()}
    summary = summarise([report(name, name=name, flags=found) for name, found in flags.items()])
    assert [attention.report.submission for attention in summary.attention] == ["b", "c", "a"]


def test_people_and_results_in_a_few_words(report: Make, result: MakeResult) -> None:
    group = report(students=(Student(name="Ana"), Student(email="bo@example.edu")))
    assert who(group) == "Ana, bo@example.edu"
    assert who(report("mlp_17")) == "mlp_17"
    tests = [result("a[x]", 0), result("a[y]", 0, message="m"), result("b", 0), result("c", 0.5), result("d", 1)]
    losing = report(tests=tests)
    assert one_sentence(losing) == "4 tests lost, 3.5 points"
    assert one_sentence(report()) == "all tests passed"
    assert lost_groups(losing) == "a (2), b, c"
    assert [[test.id for test in group] for group in same_results(tests[:3])] == [["a[x]", "b"], ["a[y]"]]


def test_the_order_of_the_reports_changes_nothing(report: Make, result: MakeResult) -> None:
    reports = [report(f"s{n}", [result("a", n % 3, of=2), result("b", n % 2)], name=f"N{n % 4}") for n in range(12)]
    assert summarise(reports) == summarise(reversed(reports))


def test_questions_for_people_are_those_of_the_homework(report: Make) -> None:
    manual = (ManualItem(question="1.4", points=2),)
    assert summarise([report("a", manual=manual), report("b", tests=[], outcome=Outcome.FAULT)]).manual == manual


def test_nearly_all_lost_to_one_cause_is_said_of_what_is_known(report: Make, result: MakeResult) -> None:
    def reasons(kind: Any) -> tuple[str, ...]:
        cause = Cause(text="Is the factor missing?", kind=kind, points=9.0, tests=("a",), complete=kind != "unknown")
        return reasons_to_look(report("x", [result("a", 1, of=10)], causes=(cause,)))

    assert reasons("slip") == ("9 points lost, nearly all to one cause: Is the factor missing?",)
    assert reasons("unknown") == ("9 points lost without a proven cause",)


def test_several_reasons_read_as_sentences() -> None:
    assert in_a_row(["Is it one?", "The file is empty.", "two"]) == "Is it one? The file is empty; two"
