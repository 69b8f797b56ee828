"""The terminal: readable at 80 columns, without colour and without Unicode, whatever the submission contains."""

import io
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from autograder.outputs.terminal import class_table, closing_table, submission_view
from autograder.report import Cause, ManualItem, Outcome, Report, TestResult

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]


def render(view: RenderableType, *, width: int = 80, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace", newline="")
    Console(file=stream, width=width, color_system=None).print(view)
    stream.flush()
    text = raw.getvalue().decode(encoding)
    assert all(cell_len(line) <= width for line in text.splitlines())
    return "\n".join(line.rstrip() for line in text.splitlines())


def test_a_submission_as_the_ta_sees_it(report: Make, result: MakeResult) -> None:
    tests = [
        result("test_forward", 2, of=2, name="forward computes y_hat"),
        result(
            "test_gradients[W1]",
            1.5,
            of=4,
            name="backward stores dJ/dW1",
            number="2.1",
            message="dL/dW is wrong: 12 of 12 entries differ (shape (3, 4) is right).\n  worst at [0, 3]: expected "
            "-2.05652, got -0.411305 (allowed 2.1e-06)",
            mistake="divides-by-n-twice",
            details="W1 = [[0.25]]",
        ),
        result("test_loss", 0, of=4, name="mse_loss", outcome=Outcome.TIMEOUT, message="It took too long."),
    ]
    shown = report(
        "submission_7",
        tests,
        name="Ana Li",
        notes=("Used MLP.py.",),
        flags=("mlp.py names autograd",),
        manual=(ManualItem(question="1.4", points=2),),
        isolation="file permissions",
        printed="hello",
    )
    assert render(submission_view(shown)) == (
        "Homework 3  submission_7\n"
        "Ana Li\n"
        "Note: Used MLP.py.\n"
        "\n"
        "passed      2/2  forward computes y_hat\n"
        "wrong     1.5/4  2.1 backward stores dJ/dW1  test_gradients[W1]\n"
        "    dL/dW is wrong: 12 of 12 entries differ (shape (3, 4) is right).\n"
        "      worst at [0, 3]: expected -2.05652, got -0.411305 (allowed 2.1e-06)\n"
        "    known mistake: divides-by-n-twice\n"
        "    W1 = [[0.25]]\n"
        "time-out    0/4  mse_loss  test_loss\n"
        "    It took too long.\n"
        "\n"
        "3.5 of 10 points\n"
        "Graded by hand: 1.4 (2 points)\n"
        "Look at this: mlp.py names autograd\n"
        "Isolation: file permissions\n"
        "Printed by the student's code:\n"
        "    hello"
    )


def test_what_was_not_graded_shows_no_score(report: Make, result: MakeResult) -> None:
    unreadable = report(tests=[result("a", 0)], outcome=Outcome.INTAKE, problem="There is no mlp.py.")
    view = render(submission_view(unreadable))
    assert "Could not be graded:\n    There is no mlp.py." in view
    assert view.endswith("Not graded: nothing in the submission could be run.")
    assert "name of a" not in view, "a page of tests that were not run would hide the reason"
    failed = report(tests=[], outcome=Outcome.FAULT, fault="Traceback\nBrokenPipeError")
    view = render(submission_view(failed))
    assert "not final: the grader itself failed" in view
    assert "    BrokenPipeError" in view
    partly = report(tests=[result("a"), result("b", 0, outcome=Outcome.FAULT)])
    assert "1 of 2 points, not final" in render(submission_view(partly))
    assert "GRADER    0/1  name of b  b\n    The grader failed on this test." in render(submission_view(partly))


def test_scores_of_any_length_are_shown_whole(report: Make, result: MakeResult) -> None:
    view = render(submission_view(report(tests=[result("a", 100 / 3, of=200 / 3), result("b", 1)])))
    assert "wrong     33.3333/66.6667  name of a  a\n" in view
    assert "passed                1/1  name of b\n" in view


def test_tests_that_say_the_same_say_it_once(report: Make, result: MakeResult) -> None:
    tests = [result(f"t{n}", n == 2, message="" if n == 2 else "mlp.py cannot be loaded") for n in range(4)]
    view = render(submission_view(report(tests=tests)))
    assert (
        "wrong     0/1  name of t0  t0\n"
        "wrong     0/1  name of t1  t1\n"
        "    mlp.py cannot be loaded\n"
        "passed    1/1  name of t2\n"
        "wrong     0/1  name of t3  t3\n"
        "    the same as t0\n"
    ) in view


HOSTILE = "[bold red]x[/] [link=http://a]y[/link] :smile: [/nonsense] \x1b[2J\x07\r\u202e\ud800"


@pytest.mark.parametrize("view", [submission_view, lambda r: class_table([r]), lambda r: closing_table([r])])
def test_markup_and_control_characters_are_shown_not_obeyed(
    report: Make, result: MakeResult, view: Callable[[Report], RenderableType]
) -> None:
    test = result(HOSTILE, 0, name=HOSTILE, message=HOSTILE, details=HOSTILE, mistake=HOSTILE, number=HOSTILE)
    texts = {
        "problem": HOSTILE,
        "notes": (HOSTILE,),
        "flags": (HOSTILE,),
        "printed": HOSTILE,
        "title": HOSTILE,
        "isolation": HOSTILE,
    }
    manual = (ManualItem(question=HOSTILE, points=1),)
    text = render(view(report(HOSTILE, [test], name=HOSTILE, id=HOSTILE, manual=manual, **texts)), width=200)
    assert "[bold red]x[/]" in text
    assert ":smile: [/nonsense] \\x1b[2J\\x07" in text
    assert not set(text) & set("\x1b\x07\r\u202e\ud800")


def test_a_class_is_a_line_per_submission_in_the_order_of_names(report: Make, result: MakeResult) -> None:
    reports = [
        report("s3", [result("a", 2, of=2)], name="Zoë Ng"),
        report("s1", [result("a", 0.5, of=2)], name="Ana Li", flags=("look",)),
        report("s2", [], name="Bo Ek", outcome=Outcome.FAULT),
        report("s4", [result("a", 0, of=2)], outcome=Outcome.INTAKE),
    ]
    lines = [line.split() for line in render(class_table(reports)).splitlines() if "─" not in line and line.strip()]
    assert lines == [
        ["Submission", "Score", "Result"],
        ["Ana", "Li", "(s1)", "0.5/2", "1", "test", "lost,", "1.5", "points;", "1", "flag"],
        ["Bo", "Ek", "(s2)", "-", "the", "grader", "failed"],
        ["s4", "-", "could", "not", "be", "graded"],
        ["Zoë", "Ng", "(s3)", "2/2", "all", "tests", "passed"],
    ]


def test_the_closing_table_says_how_the_class_did(report: Make, result: MakeResult) -> None:
    manual = (ManualItem(question="1.4", points=2),)
    reports = [
        report(f"s{n}", [result("a", 2, of=2), result("b", n % 2, mistake="" if n % 2 else "transpose")], manual=manual)
        for n in range(6)
    ]
    reports.append(report("s7", [], name="Bo Ek", outcome=Outcome.FAULT, fault="BrokenPipeError"))
    text = render(closing_table(reports))
    assert text.startswith("7 submissions: 6 graded, the grader failed on 1\nmean 2.5, median 2.5 of 3 points\n")
    assert "  60-69% ████████████████████████ 3\n" in text
    assert "  100%   ████████████████████████ 3\n" in text
    assert "  name of b ████████████             3 of 6\n" in text
    assert "1 submission to look at by hand\n  Bo Ek: the grader failed: BrokenPipeError" in text
    assert "Graded by hand for every submission: enter these points in manual.csv\n  1.4 (2)\n" in f"{text}\n"
    assert "more" not in text
    assert "doctor" not in text
    assert "unprotected: see autograder doctor" in render(closing_table([report(isolation="unprotected")]))


def test_of_many_causes_the_rest_is_counted(report: Make, result: MakeResult) -> None:
    tests = [result(f"t{number}", 0) for number in range(10, 22)]
    causes = tuple(
        Cause(text=f"why {test.id}", kind="known", points=1.0, tests=(test.id,), complete=True, name=test.id)
        for test in tests
    )
    view = render(closing_table([report("s", tests, causes=causes)]))
    assert "\n  1 submission, 1 points: why t19\n  … and 2 more" in view


def test_a_terminal_without_unicode_gets_ascii(report: Make, result: MakeResult) -> None:
    reports = [report(f"s{n}", [result("a", n % 2, message="wrong")]) for n in range(4)]
    reports.append(report("s9", tests=[], outcome=Outcome.INTAKE))
    for view in (closing_table(reports), class_table(reports), submission_view(reports[0])):
        assert "\\" not in render(view, encoding="ascii")
    assert "############" in render(closing_table(reports), encoding="ascii")


def test_an_empty_class_can_be_shown() -> None:
    assert render(closing_table([])) == "0 submissions: 0 graded"
    assert "Submission" in render(class_table([]))
