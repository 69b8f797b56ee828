"""How fast a class of mlp is graded: ours, a fresh `python -m pytest` for each, and the same checks without a wall.

    python -m benchmarks.throughput          the bundled sample class, one Gradescope run, and classes of 100 and 1,000
    python -m benchmarks.throughput --sizes 100 1000 5000

Everything is measured in one run on one machine, interleaved, and reported as ratios, because the machine's own speed
changes more than the code does. The fresh-process way runs the very same hidden tests and the very same student code,
imported in-process (no isolation at all), two at a time as ours. Where the time of one submission goes:
benchmarks/stages.py.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples/mlp"
RIGHT = SAMPLES / "right_matmul.py"
LOOP = SAMPLES / "hostile_endless_loop.py"
PYTHON = sys.executable
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
MOST_WITH_LOOPS = 200  # each loop takes some seconds
FLOOR, FRESH = "no wall, no pytest, one process", "a fresh process for each, two at a time"


def main() -> None:
    options = _options()
    rows: dict[str, list[Measured]] = {}
    imports: list[Measured] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        classes = {f"ours, a class of {size:,}": (make_class(folder / str(size), [RIGHT], size), size)
                   for size in options.sizes}  # fmt: skip
        largest = max(options.sizes)
        styles = [path for path in sorted(SAMPLES.glob("right_*.py")) if "notebook" not in path.name]
        classes[f"ours, {largest:,} in {len(styles)} styles"] = make_class(folder / "styles", styles, largest), largest
        classes[f"ours, {largest:,} as they come"] = make_class(folder / "mixed", as_they_come(), largest), largest
        looping, some = [LOOP, *[RIGHT] * 19], min(largest, MOST_WITH_LOOPS)
        classes[f"ours, {some:,}, of which 5 % never end"] = make_class(folder / "loops", looping, some), some
        samples = len(list(SAMPLES.iterdir())) - len(list(SAMPLES.glob("*.yaml")))
        for _ in range(options.repeat):
            imports.append(measure([PYTHON, "-c", "import torch"], 1))
            once = {"one Gradescope run": gradescope(folder), "ours, the sample class": grade(SAMPLES, folder, samples)}
            once |= {row: grade(path, folder, size) for row, (path, size) in classes.items()}
            # one style: without a wall, a student's in-place operation would spoil the values of the next run
            repeat = ["--repeat", str(largest)]
            once[FLOOR] = measure([PYTHON, "-m", "benchmarks.without_wall", *repeat, str(RIGHT)], largest)
            once[FRESH] = fresh_processes([RIGHT] * options.fresh)
            for row, measured in once.items():
                rows.setdefault(row, []).append(measured)
    show(rows, imports, f"ours, a class of {largest:,}")


def make_class(folder: Path, submissions: list[Path], size: int) -> Path:
    """A class of `size` that repeats `submissions`."""
    folder.mkdir()
    for number in range(size):
        shutil.copy(submissions[number % len(submissions)], folder / f"student_{number:05}.py")
    return folder


def as_they_come() -> list[Path]:
    """Of 20 submissions 14 right, 5 wrong, and 1 unreadable or hostile: all samples of each kind, in turn."""
    right, wrong = (itertools.cycle(sorted(SAMPLES.glob(f"{kind}_*.py"))) for kind in ("right", "wrong"))
    rest = itertools.cycle(sorted([*SAMPLES.glob("malformed_*.py"), *SAMPLES.glob("hostile_*.py")]))
    kinds = [right] * 14 + [wrong] * 5 + [rest]
    return [next(kinds[number % len(kinds)]) for number in range(1000)]


def gradescope(folder: Path) -> Measured:
    """One run of `run_autograder` in folders laid out like Gradescope's."""
    root = folder / "autograder"
    (root / "submission").mkdir(parents=True, exist_ok=True)
    shutil.copy(RIGHT, root / "submission" / "mlp.py")
    environment = ENVIRONMENT | {"AUTOGRADER_ROOT": str(root), "HOMEWORK": "mlp"}
    return measure([str(ROOT / "run_autograder")], 1, environment, look_every=0.05)


class Measured:
    """Wall and processor seconds of some submissions, and the most memory that was in use at once (PSS, MiB)."""

    def __init__(self, submissions: int, wall_seconds: float, cpu_seconds: float, peak_mib: float = 0.0) -> None:
        self.submissions = submissions
        self.wall_seconds = wall_seconds
        self.cpu_seconds = cpu_seconds
        self.peak_mib = peak_mib


def measure(
    command: list[str], submissions: int, environment: dict[str, str] = ENVIRONMENT, *, look_every: float = 5.0
) -> Measured:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    watch = MemoryWatch(process.pid, look_every)
    status = process.wait()
    wall = time.monotonic() - began
    peak = watch.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        sys.exit(f"{command} ended with status {status}")
    return Measured(submissions, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)


def grade(class_folder: Path, folder: Path, submissions: int) -> Measured:
    out = folder / "grades" / class_folder.name
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

    def __init__(self, pid: int, look_every: float) -> None:
        self._pid = pid
        self._look_every = look_every  # seconds; each look takes some 50 ms of processor time
        self._peak = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> float:
        self._stopped.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._stopped.wait(self._look_every):
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


def show(rows: dict[str, list[Measured]], imports: list[Measured], ours: str) -> None:
    table = Table(title=f"mlp, medians of {len(imports)} runs", title_justify="left")
    for column in ("", "submissions", "wall s", "per second", "CPU s each", "peak PSS MiB", "ours is faster"):
        table.add_column(column, justify="right" if column else "left")
    our_rate = median(rate(run) for run in rows[ours])
    for name, runs in rows.items():
        speed = median(rate(run) for run in runs)
        peak = max(run.peak_mib for run in runs)
        table.add_row(
            name, f"{runs[0].submissions:,}", f"{median(run.wall_seconds for run in runs):.1f}", f"{speed:.2f}",
            f"{median(run.cpu_seconds / run.submissions for run in runs):.3f}", f"{peak:.0f}" if peak else "",
            f"{our_rate / speed:.1f} x" if name == FRESH else "",
        )  # fmt: skip
    console = Console(width=130)
    console.print(table)
    one_import = median(run.wall_seconds for run in imports)
    gradescope_run = median(run.wall_seconds for run in rows["one Gradescope run"])
    samples = rows["ours, the sample class"]
    bound = 2 * one_import + 0.15 * samples[0].submissions
    console.print(
        f"import torch takes {one_import:.2f} s here; one Gradescope run {gradescope_run / one_import:.2f} x."
    )
    ours_each, floor_each = (median(run.cpu_seconds / run.submissions for run in rows[row]) for row in (ours, FLOOR))
    console.print(f"{ours} takes {ours_each / floor_each:.1f} x the processor time of no wall at all.")
    console.print(f"2 x import torch + 0.15 s for each of the {samples[0].submissions} samples is {bound:.1f} s.")


def median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


def rate(run: Measured) -> float:
    return run.submissions / run.wall_seconds


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--fresh", type=int, default=20, help="how many submissions to grade the fresh-process way")
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
