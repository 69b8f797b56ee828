"""How fast a class of each homework is graded: right submissions, wrong ones, and all as they come.

    make bench                                       every homework of the checkout
    make bench ARGS="neural_networks --size 500"

One run, interleaved; what one fresh `python -m pytest` takes for the same file, two at a time as ours, is measured in
between. Of 20 submissions as they come 14 are right, 5 wrong and 1 is unreadable or hostile, each kind of the samples
in turn. Processor time is of all processes; it hardly depends on what else the machine does. More about mlp:
`python -m benchmarks.throughput`; where the time goes: `python -m benchmarks.stages`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.stages import RIGHT

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
ORDER = ["right", "wrong", "as they come"]
FRESH = "fresh pytest"
CLASS = 1000


def main() -> None:
    options = _options()
    table = Table(title=f"{options.size} submissions each, start included", title_justify="left")
    for column in ("", "right/s", "CPU s", "wrong", "as they come", "1,000 take", "pytest/s", "ours is faster"):
        table.add_column(column, justify="right" if column else "left")
    for name in options.homework:
        with tempfile.TemporaryDirectory() as folder:
            classes = classes_of(name, options.size, Path(folder))
            totals: dict[str, list[Cost]] = {row: [] for row in (*ORDER, "few", FRESH)}
            for _ in range(options.repeat):
                for row, path in classes.items():
                    totals[row].append(grade(name, path, Path(folder)))
                    print(f"{name}, {row}: {totals[row][-1].wall:.1f} s, {totals[row][-1].cpu:.1f} s", file=sys.stderr)
                totals[FRESH].append(fresh_processes(name, options.fresh))
        right, wrong, mixed, few = (sum(totals[row], Cost()) for row in (*ORDER, "few"))
        fresh = sum(totals[FRESH], Cost())
        rate, fresh_rate = options.size * options.repeat / right.wall, options.fresh * options.repeat / fresh.wall
        start = few.wall / options.repeat
        table.add_row(
            name, f"{rate:.1f}", f"{right.cpu / options.size / options.repeat:.3f}",
            ratio(wrong, right, few), ratio(mixed, right, few),
            f"{start + (right.wall / options.repeat - start) / (options.size - 2) * CLASS:.0f} s",
            f"{fresh_rate:.2f}", f"{rate / fresh_rate:.0f} x",
        )  # fmt: skip
    console = Console(width=120)
    console.print(table)
    console.print(
        "wrong, as they come: wall time, and in brackets processor time without the start, as a multiple of right ones."
    )


class Cost:
    """Wall and processor seconds."""

    def __init__(self, wall: float = 0.0, cpu: float = 0.0) -> None:
        self.wall = wall
        self.cpu = cpu

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)


def ratio(one: Cost, right: Cost, start: Cost) -> str:
    return f"{one.wall / right.wall:.2f} ({(one.cpu - start.cpu) / (right.cpu - start.cpu):.2f})"


def classes_of(name: str, size: int, folder: Path) -> dict[str, Path]:
    """Folders of `size` submissions: right ones in one style, wrong ones, as they come; and of two, for the start."""
    samples = sorted(path for path in (ROOT / "samples" / name).iterdir() if path.suffix != ".yaml")
    right = [path for path in samples if path.name.startswith("right_")]
    wrong = [path for path in samples if path.name.startswith("wrong_")]
    rest = [path for path in samples if path.name.startswith(RARE)]
    kinds = [itertools.cycle(right)] * 14 + [itertools.cycle(wrong)] * 5 + [itertools.cycle(rest)]
    mixed = [next(kinds[number % len(kinds)]) for number in range(size)]
    usual = ROOT / "samples" / name / RIGHT[name]
    each = {"right": [usual] * size, "wrong": list(itertools.islice(itertools.cycle(wrong), size)),
            "as they come": mixed, "few": [usual] * 2}  # fmt: skip
    for row, submissions in each.items():
        (folder / row).mkdir()
        for number, path in enumerate(submissions):
            target = folder / row / f"student_{number:05}{path.suffix}"
            (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
    return {row: folder / row for row in each}


RARE = ("empty", "hostile", "malformed", "notebook_without", "python2", "syntax", "untouched", "template_untouched")


def grade(name: str, path: Path, folder: Path) -> Cost:
    out = folder / "grades" / path.name
    return run(["-m", "autograder", "grade", name, str(path), "--out", str(out), "--quiet", "--fresh"])


def fresh_processes(name: str, count: int) -> Cost:
    """One `python -m pytest` for each submission, two at a time."""
    submission = ROOT / "samples" / name / RIGHT[name]
    command = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:warnings",
        f"hidden_tests/{name}",
        f"--submission={submission}",
    ]
    before, began = _used(), time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: run(command), range(count)))
    return Cost(time.monotonic() - began, _used() - before)


def run(arguments: list[str]) -> Cost:
    before, began = _used(), time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{arguments} ended with status {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Cost(time.monotonic() - began, _used() - before)


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homework", nargs="*", default=list(RIGHT), help=f"of {', '.join(RIGHT)}; all by default")
    parser.add_argument("--size", type=int, default=200, help="submissions of a class")
    parser.add_argument("--fresh", type=int, default=4, help="how many submissions to grade the fresh-process way")
    parser.add_argument("--repeat", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
