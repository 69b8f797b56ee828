"""What explaining adds to one run that has the signatures of its homework beside it, as a Gradescope zip has.

    python -m benchmarks.explaining                 every homework of the checkout
    python -m benchmarks.explaining mlp --each      and each of its wrong samples

Every wrong sample is graded in a fork of a grader that has explained nothing yet. Processor seconds, of the grader, its
forks and the student's processes that explaining starts: reading the signatures and making the table of them, and then
search and proof.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from autograder.causes import explainer
from autograder.environment import restart_clean
from autograder.grading import Grader
from autograder.homework import Homework, load_homework
from autograder.intake.submission import read_submission
from autograder.report import Outcome
from autograder.sandbox.limits import processor_seconds
from autograder.sandbox.process import ConfinedProcess
from autograder.start import load_settings, start_zygote, with_grader
from benchmarks.stages import RIGHT


class Cost(msgspec.Struct):
    """Processor seconds of one submission."""

    name: str
    reading: float = 0.0
    proving: float = 0.0
    lost: bool = False

    @property
    def whole(self) -> float:
        return self.reading + self.proving


def measured(grader: Grader, homework: Homework, path: Path) -> Cost:
    """In a process of its own: see above."""
    cost = Cost(path.name)
    students: list[ConfinedProcess] = []
    ended: dict[ConfinedProcess, float] = {}
    begin: Any = ConfinedProcess.__init__
    end: Any = ConfinedProcess.end

    def began_one(process: ConfinedProcess, *arguments: Any) -> None:
        begin(process, *arguments)
        students.append(process)

    def ended_one(process: ConfinedProcess) -> object:
        how = end(process)
        ended[process] = how.cpu_seconds
        return how

    ConfinedProcess.__init__ = began_one  # type: ignore[assignment, method-assign]
    ConfinedProcess.end = ended_one  # type: ignore[assignment, method-assign]
    explain: Any = grader._explain

    def now() -> float:
        forks = resource.getrusage(resource.RUSAGE_CHILDREN)  # students' processes are the zygote's
        of_students = sum(ended[one] if one in ended else processor_seconds(one._pid) for one in students)
        return time.process_time() + forks.ru_utime + forks.ru_stime + of_students

    def explained(*arguments: Any) -> object:
        began = now()
        result = explain(*arguments)
        cost.proving = now() - began - cost.reading
        return result

    prepare: Any = grader.explainer.prepare

    def prepared(submitted: object) -> None:
        began = now()
        prepare(submitted)
        cost.reading = now() - began

    grader._explain = explained  # type: ignore[method-assign]
    grader.explainer.prepare = prepared  # type: ignore[method-assign]
    submission = read_submission(path, homework, name=path.name)
    report = grader.grade(submission)
    cost.lost = any(test.outcome is not Outcome.OK for test in report.tests)
    return cost


def costs(name: str) -> list[Cost]:
    """Of each of the homework's wrong samples."""
    homework = load_settings(lambda: load_homework(name))
    zygote = start_zygote(homework)
    found: list[Cost] = []

    def use(grader: Grader) -> None:
        grader.broken_tests()
        in_fork(lambda: _pack(grader))
        paths = sorted(homework.samples_folder.glob("wrong_*"))
        found.extend(in_fork(lambda path=path: measured(grader, homework, path)) for path in paths)  # type: ignore[misc]

    try:
        with tempfile.TemporaryDirectory() as folder:
            explainer.PACKED = Path(folder)
            with_grader(homework, zygote, None, use)
    finally:
        zygote.close()
    return [cost for cost in found if cost.lost]


def in_fork(work: Callable[[], Cost | None]) -> Cost:
    """What `work` returns in a fork of this process: it leaves nothing behind for the next."""
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        os.write(writing, msgspec.msgpack.encode(work()))
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as file:
        body = file.read()
    if os.waitpid(pid, 0)[1]:
        sys.exit("a submission could not be graded")
    return msgspec.msgpack.decode(body, type=Cost | None)  # type: ignore[return-value, arg-type]


def _pack(grader: Grader) -> None:
    for name, data in grader.explainer.laboratory.alone.packed().items():
        (explainer.PACKED / name).write_bytes(data)


def main() -> None:
    restart_clean("benchmarks.explaining", sys.argv[1:])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homework", nargs="*", default=list(RIGHT), help=f"of {', '.join(RIGHT)}; all by default")
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    table = Table(title="processor seconds of explaining", title_justify="left")
    for column in ("", "wrong samples", "reading", "search and proof", "both: median", "at most"):
        table.add_column(column, justify="right" if column else "left")
    console = Console(width=110)
    for name in options.homework:
        if (pid := os.fork()) == 0:
            found = costs(name)
            for cost in sorted(found, key=lambda cost: -cost.whole) if options.each else ():
                console.print(f"{cost.name}: {cost.reading:.3f} + {cost.proving:.3f}")
            reading, proving, whole = (
                statistics.median(getattr(cost, of) for cost in found) for of in ("reading", "proving", "whole")
            )
            most = max(cost.whole for cost in found)
            table.add_row(name, str(len(found)), f"{reading:.3f}", f"{proving:.3f}", f"{whole:.3f}", f"{most:.3f}")
            console.print(table)
            sys.exit()
        if os.waitpid(pid, 0)[1]:
            sys.exit(1)


if __name__ == "__main__":
    main()
