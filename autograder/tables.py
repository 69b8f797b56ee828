"""CSV as people and spreadsheets write it: UTF-8 with or without a mark, UTF-16, and commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path


class TableError(Exception):
    """A file that is no table; the text names it, and its line."""


def read_table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The number of each line, from 1, and its cells; there is always a first one. Raises TableError."""
    try:
        content = path.read_bytes()
        is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff") and b"\0" in content  # "Unicode text" of a spreadsheet
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise TableError(f"{path.name} cannot be read as a CSV file in UTF-8: {error}") from None
    first = text.lstrip().partition("\n")[0]
    # a German spreadsheet separates by semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    line = 0
    try:
        for row in reader:
            line = reader.line_num
            yield line, row
    except csv.Error as error:
        raise TableError(f"{path.name}, line {reader.line_num}: {error}") from None
    if not line:
        yield 1, []
