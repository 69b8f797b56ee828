"""The notebook format: the sources of the code cells, without the notebook's own commands."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from autograder.intake.problem import IntakeProblem
from autograder.intake.syntax import ORDINARY_BYTES, find_fault

MOST_CODE = 2 * ORDINARY_BYTES  # of all cells together
MOST_COMMANDS = 20  # of the notebook's own, in one cell

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun"}
_MAGIC_LINE = re.compile(r"[ \t]*(?:(?:[\w, ]+=[ \t]*)?[%!?](?!=)|[\w.]+\?{1,2}[ \t]*$)")


# What Jupyter makes of a command when it exports a notebook as a .py file.
_EXPORTED_COMMAND = re.compile(r"^([ \t]*)get_ipython\(\)\.(?:run_line_magic|magic|system)\(.*\)[ \t]*$", re.MULTILINE)


class _Cell(msgspec.Struct):
    cell_type: str
    source: list[str] | str = ""


class _Notebook(msgspec.Struct):
    """The part of the notebook format (version 4) that holds code; outputs and pictures are skipped unread."""

    cells: list[_Cell]
    nbformat: int


class Module(NamedTuple):
    """What became of a notebook; `cells`: the line where each code cell begins, counted from 1."""

    text: str
    cells: tuple[int, ...]
    notes: tuple[str, ...]


def looks_like_notebook(text: str) -> bool:
    return text.lstrip().startswith("{") and '"cells"' in text


def code_cells(name: str, text: str) -> list[str]:
    """The sources of the code cells; IntakeProblem when `text` is no notebook."""
    try:
        cells = msgspec.json.decode(text.strip(), type=_Notebook).cells
    except (msgspec.DecodeError, RecursionError) as error:
        raise IntakeProblem(
            f"{name} is not a notebook that can be read. Open it in Jupyter, save it, and upload it again; or upload a "
            ".py file.",
            for_instructor=str(error),
        ) from None
    sources = [cell.source if isinstance(cell.source, str) else "".join(cell.source) for cell in cells
               if cell.cell_type == "code"]  # fmt: skip
    if sum(map(len, sources)) > MOST_CODE:
        raise IntakeProblem(f"{name} holds more than {MOST_CODE // 1024} KiB of code, which is too much.")
    return [source.replace("\r\n", "\n").replace("\r", "\n") for source in sources]


def without_exported_commands(text: str) -> str:
    """The text of a .py file, its lines such as get_ipython().run_line_magic('matplotlib', 'inline') made harmless."""
    return _EXPORTED_COMMAND.sub(r"\1pass", text)


def whole(cells: list[str]) -> Module:
    """Everything that the code cells run, from top to bottom, without the notebook's own commands."""
    return joined([without_commands(cell) for cell in cells], ())


def joined(texts: list[str], notes: tuple[str, ...]) -> Module:
    """The cells' texts one below the other."""
    starts, line = [], 1
    for text in texts:
        starts.append(line)
        line += text.count("\n") + 1
    return Module("\n".join(texts) + "\n", tuple(starts), notes)


def without_commands(cell: str) -> str:
    """The cell with %lines, !lines and ?lines made harmless; "" when it is a whole cell of another language."""
    first = re.match(r"\s*", cell)
    magic = _CELL_MAGIC.match(cell)
    if magic and first:
        if magic.group(1) not in _PYTHON_CELL_MAGICS:
            return "\n" * cell.count("\n")
        end = cell.find("\n", magic.end())
        cell = cell[: magic.start()] + "\n" * cell.count("\n", 0, max(end, 0)) + (cell[end:] if end >= 0 else "")
    # "%" also begins a line where a long expression goes on, so only lines are changed over which Python stumbles.
    lines = cell.split("\n")
    for _ in range(MOST_COMMANDS):
        fault = find_fault("\n".join(lines))
        if fault is None or not 0 < fault.line <= len(lines) or not _MAGIC_LINE.match(lines[fault.line - 1]):
            break
        line = lines[fault.line - 1]
        lines[fault.line - 1] = f"{line[: len(line) - len(line.lstrip())]}pass"
    return "\n".join(lines)
