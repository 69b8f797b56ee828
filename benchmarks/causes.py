"""How often causes are named, and how often wrongly: random slips, one or two at a time, in programs of several styles.

    .venv/bin/python -m benchmarks.causes mlp --programs 100 --slips 2

A slip is a mutant or another generated change of a program of `samples/<homework>/right_*.py`, or of the reference, in
what the student is to write. Each program that loses points by wrong values is graded; then what was claimed is tried
with inputs that neither the search nor the proof has seen: there, too, the reference with the claimed changes must give
the program's values.
"""

from __future__ import annotations

import argparse
import ast
import random
import time
from collections import Counter
from collections.abc import Sequence

import pytest

from autograder.causes import mutants as mutants_module
from autograder.causes.claims import Claim
from autograder.causes.mutants import mutants
from autograder.causes.observation import observe, same
from autograder.causes.slips import slips
from autograder.checks.plugin import collect_once
from autograder.grading import Grader
from autograder.homework import Homework, load_homework
from autograder.intake.submission import Submission
from autograder.mistakes import reference_sources
from autograder.report import Outcome
from autograder.solutions import Region, regions
from autograder.start import load_settings, start_zygote

UNSEEN = 77  # added to the seed, and one more each time
MOST_UNSEEN = 3
STYLES = 4


def styles(homework: Homework, names: Sequence[str]) -> list[dict[str, bytes]]:
    """The reference, and right samples in other styles, each as its files."""
    found = [reference_sources(homework)]
    paths = [homework.samples_folder / name for name in names] or sorted(homework.samples_folder.glob("right_*.py"))
    name = homework.submit[0].name
    return found + [{**reference_sources(homework), name: path.read_bytes()} for path in paths[: STYLES - 1]]


def given_functions(homework: Homework) -> set[str]:
    """The names of the reference's functions that hold no solution."""
    found = set()
    for name, source in reference_sources(homework).items():
        text = source.decode()
        lines = [region.begin for region in regions(text, name)]
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and not any(
                node.lineno <= line <= (node.end_lineno or 0) for line in lines
            ):
                found.add(node.name)
    return found


def changed(source: str, rng: random.Random) -> str | None:
    """The program with one random slip somewhere."""
    made = [*mutants(source, "x.py"), *slips(source, "x.py")]
    return rng.choice(made).source if made else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homework")
    parser.add_argument("--programs", type=int, default=100)
    parser.add_argument("--slips", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", action="append", default=[], help="a file of the samples; may be repeated")
    parser.add_argument("--show", action="store_true", help="each program that is not explained")
    options = parser.parse_args()
    homework = load_settings(lambda: load_homework(options.homework))
    zygote = start_zygote(homework, many=True)

    given = given_functions(homework)

    def everywhere(source: str, name: str) -> list[Region]:
        """The functions that are not given."""
        functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
        return [Region(one.lineno, (one.end_lineno or 0) + 1, "", "") for one in functions if one.name not in given]

    def use(items: Sequence[pytest.Item]) -> None:
        grader = Grader(homework, zygote, items, reference_first=True)
        laboratory = grader.explainer.laboratory  # from the markers of the reference; from here on, slips are anywhere
        mutants_module.regions = everywhere  # type: ignore[attr-defined]
        measure(grader, laboratory, options)

    try:
        collect_once(homework, use)
    finally:
        zygote.close()


def measure(grader: Grader, laboratory: object, options: argparse.Namespace) -> None:
    homework, rng = grader.homework, random.Random(options.seed)
    programs = styles(homework, options.style)
    counts: Counter[str] = Counter()
    seconds: list[float] = []
    claimed: list[Claim] = []
    from autograder.causes import explainer

    find = explainer.claims

    def remember(*arguments: object) -> list[Claim]:
        claimed[:] = find(*arguments)  # type: ignore[arg-type]
        return list(claimed)

    explainer.claims = remember  # type: ignore[assignment]
    while counts["programs"] < options.programs:
        files = dict(rng.choice(programs))
        name = homework.submit[0].name
        source: str | None = files[name].decode()
        for _ in range(options.slips):
            source = source and changed(source, rng)
        if source is None:
            continue
        files[name] = source.encode()
        claimed.clear()
        began = time.perf_counter()
        report = grader.grade(Submission(name="x", files=files))
        seconds.append(time.perf_counter() - began)
        if not any(test.outcome is Outcome.WRONG for test in report.tests):
            continue  # right all the same, or nothing but errors
        counts["programs"] += 1
        complete = bool(report.causes) and all(cause.complete for cause in report.causes)
        counts["explained completely"] += complete
        counts["in part"] += not complete and any(cause.kind in ("known", "slip") for cause in report.causes)
        counts["with more than one proven cause"] += sum(c.kind in ("known", "slip") for c in report.causes) > 1
        counts["claims"] += len(claimed)
        refuted = [claim for claim in claimed if is_refuted(grader, files, claim)]
        counts["refuted"] += len(refuted)
        for claim in refuted:
            print("REFUTED", source, [grader.explainer.laboratory.changes[index].name for index in claim.changes])
        if options.show and not complete:
            print("not explained:", [(cause.kind, cause.points, cause.text[:80]) for cause in report.causes])
            original = [program[name].decode().splitlines() for program in programs]
            print("   ", [line.strip() for line in source.splitlines() if not any(line in one for one in original)])
    seconds.sort()
    total = counts.pop("programs")
    median = seconds[len(seconds) // 2]
    print(f"{homework.full_name}: {total} programs of {options.slips} slips; median {median:.2f} s each")
    for what, number in counts.items():
        print(f"  {what:<34}{number:>5}{'' if what in ('claims', 'refuted') else f'  {number / total:.0%}'}")


def is_refuted(grader: Grader, files: dict[str, bytes], claim: Claim) -> bool:
    """Whether inputs that nobody has looked at speak against a claim: several, because a mistake can make a training
    diverge, and the rounding errors with it."""
    laboratory = grader.explainer.laboratory
    by_id = {item.name: item for item in grader.items}
    left = list(claim.tests)
    for number in range(MOST_UNSEEN):
        seed = grader.seed + UNSEEN + number
        ours = dict(laboratory.seen_behind_the_wall(claim.changes, left, seed))
        theirs = grader.run_together(files, [by_id[test] for test in left], seed=seed, leave_out=True)
        seen = zip(left, theirs, strict=True)
        left = [test for test, ran in seen if not same(observe(ran), ours[test], grader.homework.tolerance)]
    return bool(left)


if __name__ == "__main__":
    main()
