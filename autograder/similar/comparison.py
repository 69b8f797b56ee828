"""`autograder similar`: a class, and what is to be compared with it -> the page, the ranking, and what to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.homework import Homework
from autograder.intake.problem import listed
from autograder.outputs.text import count
from autograder.similar.collect import read_sources
from autograder.similar.page import called, write_csv, write_page
from autograder.similar.pairs import rank

FIRST = 10  # pairs that are named in the terminal


def compare(homework: Homework, folder: Path, earlier: Sequence[Path], page: Path) -> list[str]:
    """Write the page, and the ranking beside it; the lines for the terminal. IntakeProblem for what is no class."""
    sources, without = read_sources([(folder, False), *((one, True) for one in earlier)], homework)
    ranking = rank(sources)
    write_page(homework.title, sources, ranking, page)
    table = page.with_suffix(".csv")
    write_csv(sources, ranking, table)
    lines = [
        f"{count(len(sources), 'submission')}, {ranking.compared:,} pairs. The most alike, which says nothing of why:"
    ]
    lines += [
        f"{100 * pair.alike:4.0f} %  {called(sources[pair.first])}  and  {called(sources[pair.second])}"
        for pair in ranking.pairs[:FIRST]
    ]
    if not ranking.pairs:
        lines = ["No two submissions share anything beyond the template."]
    else:
        lines.append(f"Half of all pairs: at most {100 * ranking.usual:.0f} %; 99 of 100: {100 * ranking.rare:.0f} %.")
    if without:
        lines.append(f"Not compared, because they hold no source: {listed(without)}.")
    return [*lines, f"Written: {page}, {table}."]
