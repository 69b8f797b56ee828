"""`autograder similar`: a class and what to compare it with -> the page, the ranking, and a summary."""

from collections.abc import Sequence
from pathlib import Path

from autograder.homework import Homework
from autograder.intake.problem import listed
from autograder.outputs.text import count
from autograder.similar.collect import read_sources
from autograder.similar.page import NOTHING_SHARED, called, write_csv, write_page
from autograder.similar.pairs import rank

FIRST = 10  # pairs that are named in the terminal


def compare(homework: Homework, folder: Path, earlier: Sequence[Path], page: Path) -> list[str]:
    """Write the page, and the ranking beside it; the lines for the terminal. IntakeProblem for what is no class."""
    sources, without = read_sources([(folder, False), *((one, True) for one in earlier)], homework)
    ranking = rank(sources)
    write_page(homework.title, sources, ranking, page)
    table = page.with_suffix(".csv")
    write_csv(sources, ranking, table)
    size = f"{count(len(sources), 'submission')}, {ranking.compared:,} pairs"
    lines = [f"{size}. The most similar, which says nothing about why:"]
    lines += [
        f"{100 * pair.alike:4.0f}%  {called(sources[pair.first])}  and  {called(sources[pair.second])}"
        for pair in ranking.pairs[:FIRST]
    ]
    if not ranking.pairs:
        lines = [NOTHING_SHARED]
    else:
        lines.append(
            f"Half of all pairs are at most {100 * ranking.usual:.0f}% similar, and 99 of 100 at most "
            f"{100 * ranking.rare:.0f}%."
        )
    if without:
        lines.append(f"Not compared because they contain no source code: {listed(without)}.")
    return [*lines, f"Written: {page}, {table}."]
