"""Where the time of one right submission goes, stage by stage: in the grader, in the zygote, in the student's process.

    .venv/bin/python -m benchmarks.stages

Grader and student's process share one processor here, as in a class, so that what one waits for is what the other does.
"""

from __future__ import annotations

import functools
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder import classroom, grading
from autograder.checks import compare, draw, oracle
from autograder.environment import restart_clean
from autograder.grading import Grader, load_settings, start_zygote, with_grader
from autograder.homework import ROOT, load_homework
from autograder.intake.submission import read_submission
from autograder.sandbox import frames, session, student, wire, zygote

ROUNDS = 60

STAGES: dict[str, list[tuple[Any, str]]] = {
    "the student's process at work (waited for)": [
        (frames, "_wait"), (frames, "send_frame"), (frames, "receive_frame"),
    ],
    "zygote: forking and ending it (waited for)": [(zygote.Zygote, "_ask")],
    "grader: its folder, its connection": [(session.Session, "_start"), (session.Session, "close")],
    "grader: values to and from the wire": [
        (student, "_encode"), (student._Link, "decode"), (wire, "pack"), (wire, "decode_reply"),
    ],
    "grader: random inputs": [(draw.Draw, "_of_homework")],
    "grader: oracles, remembered": [(oracle, "once")],
    "grader: comparing": [(compare, "_judge")],
    "grader: pytest and the rest": [(grading, "run_test")],
}  # fmt: skip


class Clock:
    """Seconds by stage, each without the stages that it calls."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.perf_counter()

    def watch(self, owner: Any, name: str, stage: str) -> None:
        function: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._switch()
            self._running.append(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self._switch()
                self._running.pop()

        setattr(owner, name, timed)

    def _switch(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


def main() -> None:
    restart_clean("benchmarks.stages", sys.argv[1:])
    homework = load_settings(lambda: load_homework("mlp"))
    first = start_zygote(homework, many=True)
    processor = min(os.sched_getaffinity(0))
    clone = first.clone(1, processor)
    os.sched_setaffinity(0, {processor})
    path = ROOT / "samples/mlp/right_matmul.py"

    def measure(grader: Grader) -> None:
        submission = read_submission(path, homework, name=path.name)
        for _ in range(3):  # oracles are remembered from then on
            report = grader.grade(submission)
        whole, unwatched = [], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            grader.grade(submission)
            unwatched.append(time.perf_counter() - began)
        began = time.perf_counter()
        for _ in range(ROUNDS):
            read_submission(path, homework, name=path.name)
            classroom._keep(report, Path(folder))
        around = (time.perf_counter() - began) / ROUNDS
        clock = Clock()
        for stage, functions in STAGES.items():
            for owner, name in functions:
                clock.watch(owner, name, stage)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            grader.grade(submission)
            whole.append(time.perf_counter() - began)
        show(clock, whole, unwatched, around)

    try:
        with tempfile.TemporaryDirectory() as folder:
            with_grader(homework, clone, None, measure)
    finally:
        clone.let_go()
        first.close()


def show(clock: Clock, whole: list[float], unwatched: list[float], around: float) -> None:
    table = Table(title="mlp, one right submission, by stage", title_justify="left")
    table.add_column("")
    table.add_column("ms", justify="right")
    table.add_column("share", justify="right")
    total = sum(whole)
    for stage in STAGES:
        seconds = clock.seconds[stage]
        table.add_row(stage, f"{1000 * seconds / ROUNDS:.1f}", f"{seconds / total:.0%}")
    rest = total - sum(clock.seconds[stage] for stage in STAGES)
    table.add_row("grader: the report", f"{1000 * rest / ROUNDS:.1f}", f"{rest / total:.0%}")
    console = Console(width=100)
    console.print(table)
    console.print(
        f"{1000 * statistics.median(whole):.0f} ms with these watches, {1000 * statistics.median(unwatched):.0f} ms "
        f"without (medians of {ROUNDS}). Handing it out and writing its results takes {1000 * around:.1f} ms more."
    )


if __name__ == "__main__":
    main()
