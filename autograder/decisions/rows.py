"""decisions.csv -> Rows; and its older form, CLASS.manual.csv, for hand-graded questions only."""

import math
import re
from pathlib import Path
from typing import NamedTuple

from autograder.outputs.text import points
from autograder.tables import TableError, read_table

COLUMNS = ("student", "test", "points", "reason")
QUESTIONS = ("student", "question", "points")  # of the older form
EVERYBODY = EVERYTHING = "*"
WORDS = ("full", "waive")


class DecisionsError(Exception):
    """A file that cannot be understood; the text names its line."""


class Row(NamedTuple):
    """A line of a file, as the staff wrote it."""

    student: str
    test: str
    what: str
    reason: str
    source: str  # "decisions.csv, line 3"
    of_people: bool  # of the older form, which has questions that people grade and nothing else


def read_rows(path: Path) -> list[Row]:
    """The lines that are not empty. Raises DecisionsError: not a CSV file in UTF-8, a column missing, points that are
    none, cells too many."""
    rows = []
    try:
        lines = list(read_table(path))
    except TableError as error:
        raise DecisionsError(str(error)) from None
    columns = [name.strip().lower() for name in lines[0][1]]
    is_old = "test" not in columns and ("question" in columns or path.name.endswith("manual.csv"))
    needed = QUESTIONS if is_old else COLUMNS
    test_column = needed[1]
    for name in needed:
        if name not in columns:
            raise DecisionsError(
                f"{path.name}, line 1: there is no column {name!r}; the columns are {', '.join(needed)}"
            )
    for line, cells in lines[1:]:
        source = f"{path.name}, line {line}"
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            continue
        if any(texts[len(columns) :]):
            raise DecisionsError(
                f"{source}: {len(texts)} cells for {len(columns)} columns; put quotes around text that contains a "
                'comma: "…, …"'
            )
        row = dict(zip(columns, texts, strict=False))
        student, test, what = (row.get(name, "") for name in ("student", test_column, "points"))
        for name, value in (("student", student), (test_column, test)):
            if not value and not is_old:
                raise DecisionsError(f"{source}: the {name} is missing")
        what = what if is_old else _what(what, source)
        rows.append(Row(student, test, what, row.get("reason", ""), source, is_old))
    return rows


def _what(text: str, source: str) -> str:
    """ "+1", "1", "-0.5", "full", "waive"; for a test, a number is what is added, whatever its sign."""
    if text.casefold() in WORDS:
        return text.casefold()
    amount = number(text)
    if amount is None:
        raise DecisionsError(f"{source}: {text!r} is not a number of points (such as +1 or -0.5), full or waive")
    return f"{'+' * text.startswith('+')}{points(amount)}"


def number(text: str) -> float | None:
    """A number as people and spreadsheets write it: +1, 0.5, 0,5, −1."""
    plain = text.replace("\u2212", "-").replace("\u2013", "-").lstrip("'")
    if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", plain):
        return None
    value = float(plain.replace(",", "."))
    return value if math.isfinite(value) else None
