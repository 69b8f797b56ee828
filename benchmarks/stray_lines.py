"""What leaving out lines that fail costs: nothing for a file that loads as it is.

    .venv/bin/python -m benchmarks.stray_lines [--size 200] [--repeat 3]

Classes of one right submission, interleaved: with `stray_lines: refuse`, where nothing is loaded again; with
`leave_out`; and with a line that fails in each file.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.throughput import PYTHON, RIGHT, ROOT, Measured, make_class, measure

STRAY = "import a_package_that_is_not_there\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stray = folder / "stray.py"
        stray.write_text(RIGHT.read_text(encoding="utf-8") + STRAY, encoding="utf-8")
        right = make_class(folder / "right", [RIGHT], options.size)
        ways = {
            "refuse": (course(folder, "refuse"), right),
            "leave_out": (course(folder, "leave_out"), right),
            "leave_out, a line of each fails": (
                folder / "leave_out",
                make_class(folder / "failing", [stray], options.size),
            ),
        }
        seconds: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(options.repeat):
            for way, (where, submissions) in ways.items():
                seconds[way].append(grade(where, submissions, folder / "out", options.size).cpu_seconds / options.size)
    base = statistics.median(seconds["refuse"])
    for way, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{way:<34}{1000 * median:6.1f} ms of processor time each, {median / base:.2f} times")


def course(folder: Path, stray_lines: str) -> Path:
    """A course of its own with this setting."""
    made = folder / stray_lines
    for part in ("hidden_tests", "reference", "student_template"):
        shutil.copytree(ROOT / part / "mlp", made / part / "mlp", ignore=shutil.ignore_patterns("__pycache__"))
    with (made / "hidden_tests/mlp/homework.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nstray_lines: {stray_lines}\n")
    return made


def grade(where: Path, submissions: Path, out: Path, size: int) -> Measured:
    command = [PYTHON, "-m", "autograder", "--course", str(where), "grade", "mlp", str(submissions)]
    return measure([*command, "--out", str(out), "--quiet", "--fresh"], size)


if __name__ == "__main__":
    main()
