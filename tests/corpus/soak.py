"""A long run: submissions drawn from the corpus and from the samples of mlp; every verdict as expected, nothing grows.

make soak            2,000 submissions, as whoever runs it: two minutes on two processors
make soak ARGS=200   a short one

Three of four are of the corpus, one is of mlp: each homework is a run of the real command with two jobs. What ends in a
time-out costs seconds where others cost a twentieth of one, so it is drawn a tenth as often.

Memory is what belongs to a process and to no file. It is looked at while submissions are graded, and told for each
quarter of a process's life; what the main process loads at the end, to draw the report, is not in it. The first quarter
is for warming up: buffers, caches, and the pages that a fork shares until somebody writes to them. After that workers
and zygotes may not grow; the main process keeps every report for the end, and may grow by three times their size.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import statistics
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "corpus"), str(TESTS / "commands"), str(TESTS)]

import yaml
from corpus_cases import Build, file_cases
from corpus_runs import Pass, Place, differences
from corpus_uploads import built_cases
from project import ROOT
from test_sample_classes import differences_of

from autograder.homework import load_homework
from autograder.report import Report

OF_A_TIMEOUT = 0.1  # how often it is drawn, against anything else
MOST_GROWTH_MIB, MOST_NEW_DESCRIPTORS = 4, 4
OF_A_REPORT = 3  # what the main process keeps of one, against its size as a file
FEWEST_SUBMISSIONS = 300  # of a run whose growth can be told: with fewer it is all warming up
FEWEST_SAMPLES = 12  # of a process whose growth can be told
GENERATIONS = 3  # the main process; workers and the first zygote; the workers' zygotes. Students' processes come next


def main(count: int = 2_000, seed: int = 0) -> int:
    generator = random.Random(seed)
    problems = [
        *soak("layer", count - count // 4, generator),
        *soak("mlp", count // 4, generator),
    ]
    print(f"{count} submissions, {len(problems)} problems")
    print("\n".join(problems[:50]))
    return 1 if problems else 0


def soak(homework: str, count: int, generator: random.Random) -> list[str]:
    """Grade `count` submissions of a homework; what is not as it should be."""
    place = Place(Pass.here(), homework)
    place.other = f"{0:05}"
    try:
        drawn = Corpus(place) if homework == "layer" else Samples(homework)
        names = generator.choices(list(drawn.builds), [drawn.weight(name) for name in drawn.builds], k=count)
        names[0] = drawn.right  # with results for others to look for
        for number, name in enumerate(names):
            place.add(f"{number:05}", drawn.builds[name])
        watched = Watched(place, count)
        watched.start()
        graded = place.grade()
        watched.stop()
        problems = graded.problems + list(watched.growth())
    finally:
        place.remove()
    for number, name in enumerate(names):
        if report := graded.reports.get(f"{number:05}"):
            problems += drawn.differences(name, report)
    print(f"{homework}: {count} submissions, {graded.seconds:.0f} s, {len(problems)} problems")
    return problems


class Corpus:
    """The cases of the corpus, and what they must get."""

    right = "source/right"

    def __init__(self, place: Place) -> None:
        self._pass = place.of_pass.name
        self._cases = {case.name: case for case in (*file_cases(place.places), *built_cases())}
        self.builds: dict[str, Build] = {name: case.build for name, case in self._cases.items()}

    def weight(self, name: str) -> float:
        return OF_A_TIMEOUT if "timeout" in str(self._cases[name].header["outcome"]) else 1.0

    def differences(self, name: str, report: Report) -> list[str]:
        return differences(self._cases[name], report, self._pass)


class Samples:
    """A sample class, and what it must get."""

    right = "right_matmul.py"

    def __init__(self, homework: str) -> None:
        self._points = load_homework(homework).points
        folder = ROOT / "samples" / homework
        self._verdicts = yaml.safe_load((folder / "verdicts.yaml").read_text(encoding="utf-8"))
        self._submitted_as = f"{homework}.py"
        self.builds: dict[str, Build] = {name: self._copy(folder / name) for name in self._verdicts}

    def _copy(self, sample: Path) -> Build:
        def build(folder: Path) -> None:
            if sample.is_dir():
                shutil.copytree(sample, folder, dirs_exist_ok=True)
            else:
                shutil.copy(sample, folder / self._submitted_as)

        return build

    def weight(self, name: str) -> float:
        return OF_A_TIMEOUT if "timeout" in str(self._verdicts[name].get("outcomes")) else 1.0

    def differences(self, name: str, report: Report) -> list[str]:
        return [f"{name}: {difference}" for difference in differences_of(report, self._verdicts[name], self._points)]


class Watched:
    """Memory and descriptors of the grader's own processes, looked at while there is something to grade."""

    def __init__(self, place: Place, count: int) -> None:
        self._main = 0
        self._out = place.out
        self._count = count
        self._samples: dict[int, list[tuple[float, int]]] = {}  # MiB, open descriptors
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            reports = list(self._out.glob("*/report.json"))
            if len(reports) in (0, self._count):  # it is still starting, or draws the report
                continue
            generation = [os.getpid()]
            for number in range(GENERATIONS):
                generation = [child for parent in generation for child in children_of(parent)]
                for pid in generation:
                    self._look_at(pid, is_main=number == 0)

    def _look_at(self, pid: int, *, is_main: bool) -> None:
        try:
            statm = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
            descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        except OSError:
            return  # it has ended
        _, resident, of_files, *_ = map(int, statm.split())
        mib = (resident - of_files) * os.sysconf("SC_PAGESIZE") / 2**20
        self._samples.setdefault(pid, []).append((mib, descriptors))
        if is_main:
            self._main = pid

    def growth(self) -> Iterator[str]:
        """Processes that have more in the last quarter of their lives than in the second."""
        mib_of_reports = sum(path.stat().st_size for path in self._out.glob("*/report.json")) / 2**20
        for pid, samples in sorted(self._samples.items()):
            if len(samples) < FEWEST_SAMPLES:
                continue
            name = "main process" if pid == self._main else f"process {pid}"
            kept = OF_A_REPORT * mib_of_reports / 2 if pid == self._main else 0.0
            for index, (what, most) in enumerate(
                (("MiB", MOST_GROWTH_MIB + kept), ("descriptors", MOST_NEW_DESCRIPTORS))
            ):
                quarters = [statistics.median(sample[index] for sample in part) for part in in_quarters(samples)]
                print(f"{name}: {' -> '.join(f'{value:.0f}' for value in quarters)} {what}")
                if quarters[3] - quarters[1] > most and self._count >= FEWEST_SUBMISSIONS:
                    yield f"{name} grew from {quarters[1]:.1f} to {quarters[3]:.1f} {what}, {most:.1f} more are allowed"


def children_of(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/children"))
        return [int(child) for task in tasks for child in task.read_text(encoding="ascii").split()]
    except OSError:
        return []


def in_quarters(samples: list[tuple[float, int]]) -> Iterator[list[tuple[float, int]]]:
    ends = [len(samples) * quarter // 4 for quarter in range(5)]
    return (samples[start:end] for start, end in itertools.pairwise(ends))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
