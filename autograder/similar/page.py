"""Pairs -> a page with both sources side by side, and a CSV file with the ranking; for course staff only."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.outputs.files import write_atomically
from autograder.outputs.gradebook import csv_text
from autograder.outputs.pages import allowed, environment, template_text
from autograder.outputs.text import one_line, printable
from autograder.similar.collect import Source
from autograder.similar.pairs import Pair, Ranking

AROUND = 3  # lines that are shown around what is shared
LONGEST_LINE = 300  # characters
MOST_CHARACTERS = 1_500_000  # of all sources on the page; of further pairs, the line in the table

NOTHING_SHARED = "No two submissions share anything beyond the template."


class Line(NamedTuple):
    number: int  # 0: lines were left out here
    text: str
    shared: bool


class Side(NamedTuple):
    who: str
    name: str
    lines: list[Line]


class SideBySide(NamedTuple):
    place: int
    pair: Pair
    first: Side
    second: Side


def write_page(title: str, sources: Sequence[Source], ranking: Ranking, path: Path) -> None:
    """Write the page."""
    style = template_text("similar.css")
    page = environment().get_template("similar.html.j2").render(
        title=one_line(title), ranking=ranking, count=len(sources), rows=_rows(sources, ranking),
        opened=_side_by_side(sources, ranking), nothing_shared=NOTHING_SHARED,
        too_short=[called(sources[index]) for index in ranking.too_short], style=style, style_hash=allowed(style),
    )  # fmt: skip
    write_atomically(path, page)


def write_csv(sources: Sequence[Source], ranking: Ranking, path: Path) -> None:
    """Write the ranking: UTF-8 with a byte order mark, a row for each pair."""
    rows = [["place", "alike", "first", "first_submission", "second", "second_submission", "shared"]]
    for place, pair in enumerate(ranking.pairs, start=1):
        first, second = sources[pair.first], sources[pair.second]
        cells = (called(first), first.name, called(second), second.name)
        rows.append([str(place), f"{pair.alike:.3f}", *cells, str(pair.shared)])
    write_atomically(path, csv_text(rows))


def called(source: Source) -> str:
    """The people of a source, and the earlier class that it is from."""
    return one_line(source.who, 100) + (f" ({one_line(source.where, 60)})" if source.where else "")


def _rows(sources: Sequence[Source], ranking: Ranking) -> list[tuple[int, Pair, str, str]]:
    return [
        (place, pair, called(sources[pair.first]), called(sources[pair.second]))
        for place, pair in enumerate(ranking.pairs, start=1)
    ]


def _side_by_side(sources: Sequence[Source], ranking: Ranking) -> list[SideBySide]:
    opened = []
    left = MOST_CHARACTERS
    for place, pair in enumerate(ranking.pairs, start=1):
        one, other = sources[pair.first], sources[pair.second]
        common = (set(one.hashes) & set(other.hashes)) - ranking.frequent
        found = SideBySide(place, pair, _side(one, common), _side(other, common))
        left -= sum(60 + len(line.text) for side in (found.first, found.second) for line in side.lines)
        if left < 0:
            break
        opened.append(found)
    return opened


def _side(source: Source, common: set[int]) -> Side:
    shared: set[int] = set()
    for one, (begin, end) in zip(source.hashes, source.lines, strict=True):
        if one in common:
            shared.update(range(begin, end + 1))
    near = {number + offset for number in shared for offset in range(-AROUND, AROUND + 1)}
    lines: list[Line] = []
    for number, text in enumerate(source.text.split("\n"), start=1):
        if number in near:
            lines.append(Line(number, printable(text[:LONGEST_LINE]), number in shared and bool(text.strip())))
        elif not lines or lines[-1].number:
            lines.append(Line(0, "", shared=False))
    return Side(called(source), one_line(source.name), lines)
