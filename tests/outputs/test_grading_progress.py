"""Progress: told often enough, without a thread (the grader forks), and not at all when asked to be quiet."""

import io
import threading
from collections.abc import Callable

import pytest
from rich.console import Console

from autograder.outputs.progress import GradingProgress
from autograder.report import Outcome, Report

Make = Callable[..., Report]


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def screen(*, terminal: bool) -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, force_terminal=terminal, width=90, color_system=None, legacy_windows=False), stream


def test_elsewhere_than_on_a_terminal_a_line_every_tenth(report: Make, clock: Clock) -> None:
    console, stream = screen(terminal=False)
    with GradingProgress(100, console, clock=clock) as progress:
        for number in range(100):
            clock.seconds += 0.25
            progress.advance(report(f"s{number}", outcome=Outcome.INTAKE if number == 3 else Outcome.OK))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0] == "10 of 100 done (10%): 4.0/s, 22 s left, 9 graded, 1 not gradable"
    assert lines[-1] == "100 of 100 done (100%): 4.0/s, took 25 s, 99 graded, 1 not gradable"


def test_a_slow_class_is_heard_of_every_five_seconds(report: Make, clock: Clock) -> None:
    console, stream = screen(terminal=False)
    with GradingProgress(1000, console, clock=clock) as progress:
        progress.advance(report())
        for _ in range(21):
            clock.seconds += 1
            progress.tick()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[-1] == "1 of 1000 done (0%): 0.1/s, 5 h 33 min left, 1 graded"


def test_what_an_earlier_run_graded_counts_as_done_but_not_for_the_rate(report: Make, clock: Clock) -> None:
    console, stream = screen(terminal=False)
    with GradingProgress(1000, console, clock=clock) as progress:
        for _ in range(890):
            progress.advance(report(), kept=True)
        for _ in range(10):
            clock.seconds += 1
            progress.advance(report())
    last = stream.getvalue().splitlines()[-1]
    assert last == "900 of 1000 done (90%): 1.0/s, 1 min 40 s left, 900 graded, 890 reused"


def test_an_interrupted_class_is_told_where_it_stopped(report: Make, clock: Clock) -> None:
    console, stream = screen(terminal=False)
    with pytest.raises(KeyboardInterrupt), GradingProgress(100, console, clock=clock) as progress:
        clock.seconds += 2
        progress.advance(report(outcome=Outcome.FAULT))
        raise KeyboardInterrupt
    assert stream.getvalue() == "1 of 100 done (1%): 0.5/s, 3 min 18 s left, 1 grader failed\n"


def test_on_a_terminal_there_is_a_bar_and_no_thread(report: Make, clock: Clock) -> None:
    console, stream = screen(terminal=True)
    threads = threading.active_count()
    with GradingProgress(4, console, clock=clock) as progress:
        for number in range(4):
            clock.seconds += 1
            progress.advance(report(f"s{number}"))
            assert threading.active_count() == threads
            assert f"{number + 1}/4" in stream.getvalue()
    assert "1.0/s, took 4 s, 4 graded" in stream.getvalue()


def test_the_bar_is_not_drawn_more_often_than_eyes_see(report: Make, clock: Clock) -> None:
    console, stream = screen(terminal=True)
    with GradingProgress(10_000, console, clock=clock) as progress:
        before = len(stream.getvalue())
        for _ in range(1000):
            clock.seconds += 0.001
            progress.advance(report())
        frames = stream.getvalue()[before:].count("/10000")
    assert 8 <= frames <= 11


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_is_quiet(report: Make, clock: Clock, *, terminal: bool) -> None:
    console, stream = screen(terminal=terminal)
    with GradingProgress(1, console, quiet=True, clock=clock) as progress:
        clock.seconds += 60
        progress.tick()
        progress.advance(report())
    assert stream.getvalue() == ""
