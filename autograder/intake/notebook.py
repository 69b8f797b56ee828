"""The notebook format: the sources of the code cells, without the notebook's own commands."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from autograder.intake.problem import SIMPLIFY, IntakeProblem
from autograder.intake.syntax import ORDINARY_BYTES, find_fault

MOST_CODE = 2 * ORDINARY_BYTES  # of all cells together
MOST_COMMANDS = 20  # of the notebook's own, in one cell
MOST_SECONDS = 30.0  # for all cells: each may take Python as long as it is allowed for one source

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_WRITES_FILE = re.compile(
    r"\s*%%(?:writefile|file)[ \t]+(-a[ \t]+|--append[ \t]+)?[\"']?(?:\./)?([\w./-]{1,200})[\"']?[ \t]*(?:\n|$)"
)
_FENCED = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*\w*[^\n]*\n(.*?)^[ \t]*(?:```|~~~)", re.MULTILINE | re.DOTALL)
_PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun"}
_MAGIC_LINE = re.compile(r"[ \t]*(?:(?:[\w, ]+=[ \t]*)?[%!?](?!=)|[\w.]+\?{1,2}[ \t]*$)")

_LATE_FUTURE = re.compile(r"from __future__ import [\w, ]+(?:#.*)?$")  # each cell of a notebook may have its own

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
    return [source for kind, source in _cells(name, text) if kind == "code"]


def defining_text_cells(name: str, text: str, wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Code in the other cells that defines one of the `wanted` names: ("Markdown cell 3", its source), in their order.

    A cell that was made a Markdown or raw cell by mistake: its lines are code, or stand between fences.
    """
    definition = re.compile(rf"^(?:def|class)[ \t]+(?:{'|'.join(map(re.escape, wanted))})\b", re.MULTILINE)
    found, numbers = [], Counter[str]()
    for kind, source in _cells(name, text):
        numbers[kind] += 1
        if kind == "code" or len(source) > ORDINARY_BYTES or not definition.search(source):
            continue
        for code in (source, "\n".join(_FENCED.findall(source))):
            if definition.search(code) and find_fault(code) is None:
                found.append((f"{'Markdown' if kind == 'markdown' else kind} cell {numbers[kind]}", code))
                break
    return found


def _cells(name: str, text: str) -> list[tuple[str, str]]:
    """The type and source of every cell."""
    try:
        cells = msgspec.json.decode(text.strip(), type=_Notebook).cells
    except (msgspec.DecodeError, RecursionError):
        raise IntakeProblem(
            f"{name} is not a readable notebook. Open it in Jupyter, save it, and upload it again, or upload a "
            ".py file."
        ) from None
    sources = [(one.cell_type, one.source if isinstance(one.source, str) else "".join(one.source)) for one in cells]
    if sum(len(source) for kind, source in sources if kind == "code") > MOST_CODE:
        raise IntakeProblem(f"{name} contains more than {MOST_CODE // 1024} KiB of code, which is too much to grade.")
    return [(kind, source.replace("\r\n", "\n").replace("\r", "\n")) for kind, source in sources]


def files_written(cells: list[str], own: str) -> tuple[list[str], dict[str, bytes]]:
    """The cells, and the Python files that `%%writefile NAME` makes of some, by their names.

    What is written to `own`, the file that the notebook stands for, counts as an ordinary cell.
    """
    cells, made = list(cells), dict[str, bytes]()
    for index, cell in enumerate(cells):
        magic = _WRITES_FILE.match(cell)
        if magic is None or not magic[2].endswith(".py"):
            continue
        if magic[2] == own:
            cells[index] = "\n" * cell.count("\n", 0, magic.end()) + cell[magic.end() :]
        elif ".." not in magic[2].split("/") and not magic[2].startswith("/"):
            made[magic[2]] = (made.get(magic[2], b"") if magic[1] else b"") + cell[magic.end() :].encode()
    return cells, made


def one_by_one(name: str, cells: list[str]) -> Iterator[tuple[int, str]]:
    """The cells and their numbers, as long as there is time; then IntakeProblem."""
    deadline = time.monotonic() + MOST_SECONDS
    for number, cell in enumerate(cells, start=1):
        if time.monotonic() > deadline:
            raise IntakeProblem(f"{name} cannot be graded because reading its code takes too long. {SIMPLIFY}")
        yield number, cell


def without_exported_commands(text: str) -> str:
    """The text of a .py file, its lines such as get_ipython().run_line_magic('matplotlib', 'inline') made harmless."""
    return _EXPORTED_COMMAND.sub(r"\1pass", text)


def whole(name: str, cells: list[str]) -> Module:
    """Everything that the code cells run, from top to bottom, without the notebook's own commands."""
    return joined([without_commands(cell) for _, cell in one_by_one(name, cells)], ())


def joined(texts: list[str], notes: tuple[str, ...]) -> Module:
    """The cells' texts one below the other."""
    starts, line = [], 1
    for text in texts:
        starts.append(line)
        line += text.count("\n") + 1
    return Module("\n".join(texts) + "\n", tuple(starts), notes)


def _dedented(cell: str) -> str:
    """A cell whose first line is indented, as IPython takes it: every line by as much to the left."""
    indent = re.match(r"(?:[ \t]*\n)*([ \t]+)(?=\S)", cell)
    return re.sub(rf"(?m)^{indent[1]}", "", cell) if indent else cell


def without_commands(cell: str) -> str:
    """The cell with %lines, !lines and ?lines made harmless; "" when it is a whole cell of another language."""
    cell = _dedented(cell)
    first = re.match(r"\s*", cell)
    magic = _CELL_MAGIC.match(cell)
    if magic and first:
        if magic.group(1) not in _PYTHON_CELL_MAGICS:
            return "\n" * cell.count("\n")
        end = cell.find("\n", magic.end())
        cell = cell[: magic.start()] + "\n" * cell.count("\n", 0, max(end, 0)) + (cell[end:] if end >= 0 else "")
    return without_command_lines(cell)[0]


def without_command_lines(text: str) -> tuple[str, list[int]]:
    """The text with %lines, !lines and ?lines made harmless, and which these are, counted from 1.

    "%" also begins a line where a long expression goes on, so only lines are changed over which Python stumbles.
    """
    lines, changed = text.split("\n"), list[int]()
    for _ in range(MOST_COMMANDS):
        fault = find_fault("\n".join(lines))
        if fault is None or not 0 < fault.line <= len(lines):
            break
        line = lines[fault.line - 1]
        if not _MAGIC_LINE.match(line) and not (fault.line > 1 and _LATE_FUTURE.match(line)):
            break
        lines[fault.line - 1] = f"{line[: len(line) - len(line.lstrip())]}pass"
        changed.append(fault.line)
    return "\n".join(lines), changed
