"""A long run: thousands of submissions drawn from the corpus; every verdict as expected, and nothing grows.

make soak            2,000 submissions, as whoever runs it
make soak ARGS=200   a short one
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import threading
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from corpus_cases import Case, file_cases
from corpus_runs import Pass, Place, differences
from corpus_uploads import built_cases

MOST_GROWTH_MIB, MOST_NEW_DESCRIPTORS = 80, 8  # the main process loads what draws the report at its end: 55 MiB
Sample = tuple[float, int]  # resident MiB, open descriptors


def main(count: int = 2_000, seed: int = 0) -> int:
    place = Place(Pass("root" if os.geteuid() == 0 else "user", sys.executable))
    try:
        drawn = draw(place, count, random.Random(seed))
        for number, case in enumerate(drawn):
            place.add(f"{number:05}", case.build)
        watched = Watched(place)
        watched.start()
        graded = place.grade()
        watched.stop()
        problems = graded.problems + watched.growth()
        for number, case in enumerate(drawn):
            report = graded.reports.get(f"{number:05}")
            problems += differences(case, report, place.of_pass.name) if report else []
    finally:
        place.remove()
    print(f"{count} submissions, {graded.seconds:.0f} s, {len(problems)} problems")
    print("\n".join(problems[:50]))
    return 1 if problems else 0


def draw(place: Place, count: int, generator: random.Random) -> list[Case]:
    """Cases at random; those that end in a time-out are rare, or the run would be all waiting."""
    cases = [*file_cases(place.places), *built_cases()]
    weights = [0.05 if "timeout" in str(case.header["outcome"]) else 1.0 for case in cases]
    return generator.choices(cases, weights, k=count)


class Watched:
    """Memory and descriptors of the grader's own processes, looked at every half second."""

    def __init__(self, place: Place) -> None:
        self._mark = str(place.root).encode()
        self._samples: dict[int, list[Sample]] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            for folder in Path("/proc").glob("[0-9]*"):
                try:
                    if self._mark in (folder / "cmdline").read_bytes():
                        pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
                        sample = pages * os.sysconf("SC_PAGESIZE") / 2**20, len(os.listdir(folder / "fd"))
                        self._samples.setdefault(int(folder.name), []).append(sample)
                except OSError:
                    continue  # it has ended, or is not ours to look at

    def growth(self) -> list[str]:
        """Processes that had more at the end than after a quarter of the run."""
        found = []
        for pid, samples in self._samples.items():
            if len(samples) < 12:  # a student's process, or a short run
                continue
            quarter = len(samples) // 4
            for index, (what, most) in enumerate((("MiB", MOST_GROWTH_MIB), ("descriptors", MOST_NEW_DESCRIPTORS))):
                early = statistics.median(sample[index] for sample in samples[quarter : 2 * quarter])
                late = statistics.median(sample[index] for sample in samples[-quarter:])
                print(f"process {pid}: {early:.0f} -> {late:.0f} {what}")
                if late - early > most:
                    found.append(f"process {pid} grew from {early:.0f} to {late:.0f} {what}")
        return found


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
