"""Where the time of one right submission goes: by stage and by test, against the time of the student's own code.

    .venv/bin/python -m benchmarks.stages                     every homework of the checkout, by stage
    .venv/bin/python -m benchmarks.stages neural_networks     one, and by test too
    .venv/bin/python -m benchmarks.stages mlp --submission samples/mlp/right_loops.py

Processor time throughout, of the grader, the zygote and the student's processes, so that other work on the machine
hardly matters. The floor is what is spent within the student's own code: loading it, and the calls of its functions.
"""

from __future__ import annotations

import argparse
import functools
import mmap
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import classroom, grading
from autograder.checks import compare, draw, known_answers, oracle
from autograder.checks.items import test_id
from autograder.environment import restart_clean
from autograder.grading import Grader
from autograder.homework import ROOT, load_homework
from autograder.intake.submission import read_submission
from autograder.report import Outcome
from autograder.sandbox import frames, in_zygote, operations, process, repetition, session, student, wire, zygote
from autograder.start import load_settings, start_zygote, with_grader

# One right submission of each, as a student fills in the template.
RIGHT = {
    "mlp": "right_matmul.py",
    "mlp_theory": "right_matrices.py",
    "neural_networks": "right_in_place.py",
    "backward_pass": "right_filled_in.py",
    "error_backpropagation": "right_page_style.py",
    "computational_graph": "right_template",
    "autodiff_engine": "right_slopes.py",
    "layers": "right_windows",
}
WARM_UP = 3  # submissions, after which the oracles are remembered
SECONDS = 4.0  # of measuring each homework, about
MOST_TESTS = 250

OWN_CODE = "student: its own code (the floor)"
ANSWERING = "student: values to and from the wire"
STARTING = "student: fork, confinement, page faults, end"
ZYGOTE = "zygote: forking and ending"
REST = "grader: pytest, and the tests' own code"
REPORT = "grader: the report"
CLASS = "class: reading it, writing its results"
GRADER: dict[str, list[tuple[Any, str]]] = {
    "grader: its folder, its connection, waking up": [
        (session.Session, "_start"), (session.Session, "close"), (zygote.Zygote, "_ask"),
        (frames, "_wait"), (frames, "send_frame"), (frames, "receive_frame"),
    ],
    "grader: values to and from the wire": [
        (student.Outgoing, "encode"), (student.Link, "decode"), (wire, "packed"), (wire, "request"),
        (wire, "decode_reply"),
    ],
    "grader: random inputs": [(draw.Draw, "_of_homework")],
    "grader: oracles, remembered": [(oracle, "once")],
    "grader: comparing": [(compare, "_judge")],
    REST: [(grading, "run_test")],
}  # fmt: skip


class Shared:
    """Seconds that the grader, the zygote and the students' processes all add to: by stage, and by the test at hand."""

    STAGES = (OWN_CODE, ANSWERING, STARTING, ZYGOTE)

    def __init__(self) -> None:
        self._numbers = memoryview(mmap.mmap(-1, 8 * (2 + len(self.STAGES) * MOST_TESTS))).cast("d")

    def add(self, stage: str, seconds: float) -> None:
        self._numbers[self._place(stage, int(self._numbers[0]))] += seconds

    def running(self, test: int) -> None:
        self._numbers[0] = test

    def of(self, stage: str, test: int) -> float:
        return self._numbers[self._place(stage, test)]

    def whole(self, stage: str) -> float:
        return sum(self.of(stage, test) for test in range(MOST_TESTS))

    def clear(self) -> None:
        for place in range(len(self._numbers)):
            self._numbers[place] = 0.0

    def _place(self, stage: str, test: int) -> int:
        return 2 + self.STAGES.index(stage) * MOST_TESTS + test


class Clock:
    """Processor seconds of this process by stage, each without the stages that it calls.

    Of its thread: the clock of a whole process stands still between two switches while a bound on it is set.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.thread_time()

    def watch(self, owner: Any, name: str, stage: str) -> None:
        around(owner, name, lambda *args: self.meanwhile(stage))

    @contextmanager
    def meanwhile(self, stage: str) -> Iterator[None]:
        self._switch()
        self._running.append(stage)
        try:
            yield
        finally:
            self._switch()
            self._running.pop()

    def _switch(self) -> None:
        now = time.thread_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


def around(owner: Any, name: str, context: Callable[..., Any]) -> None:
    """From now on the function runs within the context manager that `context` makes of its arguments."""
    function: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(function)
    def within(*args: Any, **kwargs: Any) -> Any:
        with context(*args):
            return function(*args, **kwargs)

    setattr(owner, name, within)


def watch_students(shared: Shared) -> None:
    """What is forked from now on tells what its processor time goes into."""
    in_calls = [0.0]

    @contextmanager
    def own_code(*_: object) -> Iterator[None]:
        began = time.thread_time()
        try:
            yield
        finally:
            spent = time.thread_time() - began
            in_calls[0] += spent
            shared.add(OWN_CODE, spent)

    @contextmanager
    def answering(*_: object) -> Iterator[None]:
        began, before = time.thread_time(), in_calls[0]
        yield
        spent = time.thread_time() - began
        shared.add(ANSWERING, spent - (in_calls[0] - before))
        shared.add(STARTING, -spent)  # of the whole, which is known when the process has ended

    around(repetition.Repetition, "call", own_code)
    around(operations.Executor, "_load", own_code)
    around(operations.Executor, "perform", answering)
    reap = in_zygote._reap
    before = [0.0]

    def reap_and_tell(pid: int) -> in_zygote.Ended:
        ended = reap(pid)
        now = time.thread_time()
        shared.add(STARTING, ended.cpu_seconds)
        shared.add(ZYGOTE, now - before[0])
        before[0] = now
        return ended

    in_zygote._reap = reap_and_tell


class Measured:
    """Milliseconds of one submission, by stage and by test."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self.tests: dict[str, tuple[float, float]] = {}  # all but starts and ends, and the student's own code
        self.processes = 0.0
        self.requests = 0.0

    @property
    def whole(self) -> float:
        return sum(self.stages.values())

    @property
    def floor(self) -> float:
        return self.stages[OWN_CODE]


def measure(name: str, path: Path) -> Measured:
    """Grade the submission again and again, as in a class."""
    homework = load_settings(lambda: load_homework(name))
    shared, clock, measured = Shared(), Clock(), Measured()
    watch_students(shared)
    processor = min(os.sched_getaffinity(0))
    first = start_zygote(homework, many=True)
    clone = first.clone(1, processor)
    os.sched_setaffinity(0, {processor})
    counts: dict[str, int] = defaultdict(int)

    @contextmanager
    def counted(what: str) -> Iterator[None]:
        counts[what] += 1
        yield

    def use(grader: Grader) -> None:
        submission = read_submission(path, homework, name=path.name)
        numbers = {test_id(item): number for number, item in enumerate(grader.items, start=1)}
        in_tests: dict[int, float] = defaultdict(float)

        @contextmanager
        def one_test(item: Any, *_: object) -> Iterator[None]:
            number, began = numbers[test_id(item)], time.thread_time()
            shared.running(number)
            yield
            in_tests[number] += time.thread_time() - began

        for _ in range(WARM_UP):
            report = grader.grade(submission)
        if report.outcome is not Outcome.OK or any(test.outcome is not Outcome.OK for test in report.tests):
            sys.exit(f"{path} is not right: {[test.id for test in report.tests if test.outcome is not Outcome.OK]}")
        around(grading, "run_test", one_test)
        for stage, functions in GRADER.items():
            for owner, function in functions:
                clock.watch(owner, function, stage)
        around(session.Session, "_start", lambda *_: counted("processes"))
        around(process.ConfinedProcess, "ask", lambda *_: counted("requests"))
        shared.clear()
        rounds, until, began = 0, time.monotonic() + SECONDS, time.thread_time()
        while rounds < 5 or time.monotonic() < until:
            grader.grade(submission)
            rounds += 1
        grading_seconds = time.thread_time() - began
        began = time.thread_time()
        for _ in range(rounds):
            read_submission(path, homework, name=path.name)
            classroom._keep(report, Path(folder))
        for stage, seconds in {
            **{stage: shared.whole(stage) for stage in Shared.STAGES},
            **{stage: clock.seconds[stage] for stage in GRADER},
            REPORT: grading_seconds - sum(clock.seconds.values()),
            CLASS: time.thread_time() - began,
        }.items():
            measured.stages[stage] = 1000 * seconds / rounds
        for test, number in numbers.items():
            own = shared.of(OWN_CODE, number)
            here = in_tests[number] + own + shared.of(ANSWERING, number)
            measured.tests[test] = 1000 * here / rounds, 1000 * own / rounds
        measured.processes, measured.requests = counts["processes"] / rounds, counts["requests"] / rounds

    try:
        with tempfile.TemporaryDirectory() as folder:
            with_grader(homework, clone, None, use)
    finally:
        clone.let_go()
        first.close()
    return measured


def no_known_answers() -> None:
    """From now on every test is run."""
    known_answers.KnownAnswers.run = lambda self, test, about, session, context, go: (context, go())  # type: ignore[method-assign]


def show(name: str, path: Path, measured: Measured, *, by_test: bool) -> None:
    console = Console(width=100)
    table = Table(title=f"{name}, {path.name}, by stage", title_justify="left")
    for column in ("", "ms", "share"):
        table.add_column(column, justify="right" if column else "left")
    for stage, milliseconds in measured.stages.items():
        table.add_row(stage, f"{milliseconds:.1f}", f"{milliseconds / measured.whole:.0%}")
    console.print(table)
    if by_test:
        table = Table(title="by test, without the processes' starts and ends", title_justify="left")
        for column in ("", "ms", "of which its own code"):
            table.add_column(column, justify="right" if column else "left")
        for test, (milliseconds, own) in sorted(measured.tests.items(), key=lambda pair: -pair[1][0]):
            table.add_row(escape(test), f"{milliseconds:.1f}", f"{own:.1f}")
        console.print(table)
    console.print(
        f"{name}: {measured.whole:.0f} ms of processor time, {measured.whole / measured.floor:.1f} x the student's own "
        f"code; {measured.processes:.0f} processes, {measured.requests:.0f} requests. A class of 1,000 keeps two "
        f"processors busy for {measured.whole / 2:.0f} s, {measured.floor / 2:.0f} s of them with its own code.\n"
    )


def main() -> None:
    restart_clean("benchmarks.stages", sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homework", nargs="*", default=list(RIGHT), help=f"of {', '.join(RIGHT)}; all by default")
    parser.add_argument("--first", action="store_true", help="as if no answers were known: see checks/known_answers.py")
    parser.add_argument("--submission", type=Path, help="a right one; by default one of the samples")
    options = parser.parse_args()
    if options.first:
        no_known_answers()
    for name in options.homework:
        path = options.submission or ROOT / "samples" / name / RIGHT[name]
        if (pid := os.fork()) == 0:  # the watches are for one homework
            show(name, path, measure(name, path), by_test=len(options.homework) == 1)
            sys.exit()
        if os.waitpid(pid, 0)[1]:
            sys.exit(1)


if __name__ == "__main__":
    main()
