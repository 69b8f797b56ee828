"""How many round trips a right submission takes: for each homework, all tests and the one that takes most.

python -m benchmarks.round_trips          every homework
python -m benchmarks.round_trips mlp
"""

from __future__ import annotations

import argparse

from autograder.checks.items import test_id
from autograder.checks.plugin import collect_once
from autograder.grading import Grader
from autograder.homework import load_homework
from autograder.mistakes import reference_sources
from autograder.sandbox.conversation import Exchange
from autograder.start import load_settings, start_zygote


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homework", nargs="+")
    for name in parser.parse_args().homework:
        homework = load_settings(lambda: load_homework(name))  # noqa: B023 - called at once
        zygote = start_zygote(homework)
        try:
            collect_once(homework, lambda items: count(Grader(homework, zygote, items)))  # noqa: B023 - called at once
        finally:
            zygote.close()


def count(grader: Grader) -> None:
    heard: list[Exchange] = []
    taken: dict[str, int] = {}
    not_right = []
    runs = grader.run_together(reference_sources(grader.homework), grader.items, listen=heard.append)
    for item, ran in zip(grader.items, runs, strict=True):
        taken[test_id(item)] = len(heard)
        heard.clear()
        if ran.result.message:
            not_right.append(f"{ran.result.id}: {ran.result.message}\n{ran.result.details[-1500:]}")
    most = max(taken, key=lambda test: taken[test])
    print(f"{grader.homework.full_name}: {sum(taken.values())} in {len(taken)} tests, at most {taken[most]} in {most}")
    for line in not_right:
        print(line)


if __name__ == "__main__":
    main()
