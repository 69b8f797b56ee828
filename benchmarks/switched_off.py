"""What each device for speed saves of one right submission in a class: everything on, beside each switched off.

    .venv/bin/python -m benchmarks.switched_off mlp --rounds 5 --only memo "huge pages"

Processor milliseconds of the grader, the zygote and the student's processes. Each round runs every row once, in turn,
so that a machine that is busy with others is as busy for all of them; what is shown is the median of the rounds'
differences to everything on. What saves less than 3 % is not worth its lines.
`--first`: in all rows as if no answers were known, because what the tests themselves cost shows only then.
"""

from __future__ import annotations

import argparse
import inspect
import os
import statistics
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from autograder.checks import direct, draw, memo, oracle
from autograder.environment import restart_clean
from autograder.grading import Grader
from autograder.homework import ROOT, load_homework
from autograder.intake.submission import read_submission
from autograder.sandbox import conversion, memory, rehearsal
from autograder.sandbox.session import Session
from autograder.start import load_settings, start_zygote, with_grader
from benchmarks.stages import RIGHT, no_known_answers

ON = "everything on"


def no_memory_of_draws() -> None:
    draw.Draw.kept = lambda self, make, *key: make()  # type: ignore[method-assign]


def no_memo() -> None:
    oracle.once = lambda compute, *depends_on: compute()
    memo.once = oracle.once


def no_one_processor() -> None:
    os.sched_setaffinity = lambda pid, mask: None  # type: ignore[assignment]


def no_short_way_for_tensors() -> None:
    """torch.Tensor's type is asked for last, and taken the long way."""
    short = inspect.getsource(conversion.Encoder._torch)
    begin, end = short.index("        if type(value) is torch.Tensor"), short.index("        with torch.no_grad")
    exec(textwrap.dedent(short[:begin] + short[end:]), vars(conversion))
    conversion.Encoder._torch = vars(conversion)["_torch"]  # type: ignore[method-assign]


OFF: dict[str, Callable[[], Any]] = {
    ON: lambda: None,
    "what has the same answers is not run": no_known_answers,
    "rehearsal": lambda: setattr(rehearsal, "rehearse", lambda library: None),
    "no room between the libraries' objects": lambda: setattr(memory, "fill_holes", lambda: None),
    "huge pages": lambda: setattr(memory, "use_huge_pages", lambda: None),
    "freed memory is kept": lambda: setattr(memory, "keep_freed_memory", lambda: None),
    "tests called directly": lambda: setattr(direct, "plan", lambda item: None),
    "what tests make of draws is kept": no_memory_of_draws,
    "oracles are remembered (memo)": no_memo,
    "a short way for tensors to the wire": no_short_way_for_tensors,
    "grader and student on one processor": no_one_processor,
}  # fmt: skip


def milliseconds(name: str, submissions: int) -> float:
    """Of one submission, after a few."""
    homework = load_settings(lambda: load_homework(name))
    processor = min(os.sched_getaffinity(0))
    first = start_zygote(homework, many=True)
    clone = first.clone(1, processor)
    os.sched_setaffinity(0, {processor})
    spent = [0.0]
    end: Any = Session._end

    def ended(session: Session) -> object:
        how = end(session)
        spent[0] += how.cpu_seconds
        return how

    Session._end = ended  # type: ignore[method-assign]

    def of_zygotes() -> float:
        pids = [str(first._pid), *Path(f"/proc/{first._pid}/task/{first._pid}/children").read_text().split()]
        return sum(_seconds(pid) for pid in pids)

    taken = [0.0]

    def use(grader: Grader) -> None:
        submission = read_submission(ROOT / "samples" / name / RIGHT[name], homework, name="x")
        for _ in range(5):
            grader.grade(submission)
        spent[0] = 0.0
        began, zygotes_began = time.process_time(), of_zygotes()
        for _ in range(submissions):
            grader.grade(submission)
        taken[0] = time.process_time() - began + spent[0] + of_zygotes() - zygotes_began

    try:
        with_grader(homework, clone, None, use)
    finally:
        clone.let_go()
        first.close()
    return 1000 * taken[0] / submissions


def _seconds(pid: str) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


def in_fork(what: str, name: str, submissions: int) -> float:
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        OFF[what]()
        os.write(writing, msgspec.msgpack.encode(milliseconds(name, submissions)))
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as file:
        body = file.read()
    if os.waitpid(pid, 0)[1]:
        sys.exit(f"{what}: could not be measured")
    return msgspec.msgpack.decode(body, type=float)


def main(arguments: Sequence[str]) -> None:
    restart_clean("benchmarks.switched_off", arguments)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homework", nargs="?", default="mlp", choices=list(RIGHT))
    parser.add_argument("--only", nargs="+", default=[""], metavar="WORDS", help="rows with these words")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--submissions", type=int, default=60)
    parser.add_argument("--first", action="store_true", help="no answers are known")
    options = parser.parse_args(arguments)
    if options.first:
        no_known_answers()
    rows = [what for what in OFF if what == ON or any(words in what for words in options.only)]
    rounds = [
        {what: in_fork(what, options.homework, options.submissions) for what in rows} for _ in range(options.rounds)
    ]
    table = Table(title=f"one right submission of {options.homework}, processor ms", title_justify="left")
    for column in ("switched off", "ms", "it saves", "of all"):
        table.add_column(column, justify="left" if column == "switched off" else "right")
    for what in rows:
        saves = statistics.median(one[what] - one[ON] for one in rounds)
        of_all = statistics.median(one[what] / one[ON] - 1 for one in rounds)
        table.add_row(what, f"{statistics.median(one[what] for one in rounds):.1f}", f"{saves:.1f}", f"{of_all:.0%}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
