"""How fast a class is graded: ours, a fresh `python -m pytest` for each submission, and the same checks without a wall.

    make bench                       the sample class, repeated to 100 submissions
    make bench ARGS="--class-size 1000 --repeat 3"

Everything is measured in one run on one machine, interleaved, and reported as ratios, because the machine's own speed
changes more than the code does. The fresh-process way runs the very same hidden tests and the very same student code,
imported in-process (no isolation at all), two at a time as ours.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def main() -> None:
    options = _options()
    right = [path for path in sorted((ROOT / "samples/mlp").glob("right_*.py")) if "notebook" not in path.name]
    with tempfile.TemporaryDirectory() as folder:
        class_folder = Path(folder) / "class"
        class_folder.mkdir()
        for number in range(options.class_size):
            shutil.copy(right[number % len(right)], class_folder / f"student_{number:05}.py")
        rows: dict[str, list[Measured]] = {
            "import torch": [],
            "ours": [],
            "no wall, one process": [],
            "fresh process": [],
        }
        for _ in range(options.repeat):
            rows["import torch"].append(measure([PYTHON, "-c", "import torch"], 1))
            rows["ours"].append(grade(class_folder, Path(folder) / "out", options.class_size))
            # one style: without a wall, a student's in-place operation would spoil the values of the next run
            floor = ["-m", "benchmarks.without_wall", "--repeat", "100", str(ROOT / "samples/mlp/right_matmul.py")]
            rows["no wall, one process"].append(measure([PYTHON, *floor], 100))
            rows["fresh process"].append(fresh_processes(right[: options.fresh]))
    show(rows, options.class_size)


class Measured:
    """Wall and processor seconds of some submissions, and the most memory that was in use at once (PSS, MiB)."""

    def __init__(self, submissions: int, wall_seconds: float, cpu_seconds: float, peak_mib: float = 0.0) -> None:
        self.submissions = submissions
        self.wall_seconds = wall_seconds
        self.cpu_seconds = cpu_seconds
        self.peak_mib = peak_mib


def measure(command: list[str], submissions: int) -> Measured:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    watch = MemoryWatch(process.pid)
    status = process.wait()
    wall = time.monotonic() - began
    peak = watch.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        sys.exit(f"{command} ended with status {status}")
    return Measured(submissions, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)


def grade(class_folder: Path, out: Path, submissions: int) -> Measured:
    command = [PYTHON, "-m", "autograder", "grade", "mlp", str(class_folder), "--out", str(out), "--quiet", "--fresh"]
    return measure(command, submissions)


def fresh_processes(submissions: list[Path]) -> Measured:
    """One `python -m pytest` per submission, two at a time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_fresh_process, submissions))
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measured(len(submissions), wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _fresh_process(submission: Path) -> None:
    command = [
        PYTHON,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:autograder",
        "-p",
        "benchmarks.in_process",
        "hidden_tests/mlp",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT | {"IN_PROCESS_SUBMISSION": str(submission)}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"the in-process tests fail for {submission}:\n{done.stdout[-2000:]}")


class MemoryWatch:
    """The largest sum of proportional set sizes of a process and all that descend from it."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> float:
        self._stopped.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._stopped.wait(0.5):
            self._peak = max(self._peak, sum(pss_mib(pid) for pid in family(self._pid)))


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    members = [pid]
    for member in members:
        try:
            tasks = list(Path(f"/proc/{member}/task").iterdir())
            members += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return members


def pss_mib(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def show(rows: dict[str, list[Measured]], class_size: int) -> None:
    import_seconds = statistics.median(run.wall_seconds for run in rows["import torch"])
    table = Table(title=f"mlp, {class_size} submissions, medians of {len(rows['ours'])} runs", title_justify="left")
    for column in ("", "per second", "CPU s each", "wall s", "peak PSS MiB", "times slower than ours"):
        table.add_column(column, justify="right" if column else "left")
    ours = statistics.median(rate(run) for run in rows["ours"])
    for name, runs in rows.items():
        if name == "import torch":
            continue
        speed = statistics.median(rate(run) for run in runs)
        peak = max(run.peak_mib for run in runs)
        table.add_row(
            name, f"{speed:.2f}", f"{statistics.median(run.cpu_seconds / run.submissions for run in runs):.3f}",
            f"{statistics.median(run.wall_seconds for run in runs):.1f}", f"{peak:.0f}" if peak else "",
            f"{ours / speed:.2f}",
        )  # fmt: skip
    console = Console(width=110)
    console.print(table)
    wall = statistics.median(run.wall_seconds for run in rows["ours"])
    cpu = statistics.median(run.cpu_seconds for run in rows["ours"])
    bound = 2 * import_seconds + 0.15 * class_size
    console.print(
        f"import torch takes {import_seconds:.2f} s here. Ours: {wall:.1f} s of wall and {cpu:.1f} s of CPU time for "
        f"{class_size}; 2 x import torch + 0.15 s each would be {bound:.1f} s."
    )


def rate(run: Measured) -> float:
    return run.submissions / run.wall_seconds


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--class-size", type=int, default=100)
    parser.add_argument("--fresh", type=int, default=4, help="how many submissions to grade the fresh-process way")
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
