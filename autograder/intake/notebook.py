"""A notebook -> a module: imports, definitions and constants of its code cells; what the cells run is left out.

Whatever is left out becomes empty space, so that every line keeps its number within its cell.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from typing import NamedTuple

import msgspec

from autograder.intake.explain import explain
from autograder.intake.problem import IntakeProblem, listed
from autograder.intake.syntax import ORDINARY_BYTES, find_fault

MOST_CODE = 2 * ORDINARY_BYTES  # of all cells together
MOST_COMMANDS = 20  # of the notebook's own, in one cell

# Calls that make a constant: K = int("5"), W = np.zeros((3, 4)), x = torch.tensor([1.0]).
_MAKERS = {
    "abs", "arange", "array", "asarray", "as_tensor", "astype", "bool", "complex", "copy", "device", "dict", "diag",
    "double", "empty", "eye", "finfo", "float", "float32", "float64", "full", "identity", "int", "int32", "int64",
    "len", "linspace", "list", "log", "max", "min", "ones", "ones_like", "range", "reshape", "round", "set",
    "sorted", "sqrt", "str", "sum", "tensor", "transpose", "tuple", "zeros", "zeros_like", "zip",
}  # fmt: skip
_MADE_OF_CONSTANTS = (
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Starred,
    ast.Subscript, ast.Slice, ast.Attribute, ast.JoinedStr, ast.FormattedValue,
)  # fmt: skip

# Packages that exist only where notebooks run, and serve nothing that is graded.
_NOTEBOOK_PACKAGES = {"google", "IPython", "ipykernel", "ipywidgets"}

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun"}
_MAGIC_LINE = re.compile(r"[ \t]*(?:(?:[\w, ]+=[ \t]*)?[%!?](?!=)|[\w.]+\?{1,2}[ \t]*$)")


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


def whole(cells: list[str]) -> Module:
    """Everything that the code cells run, from top to bottom, without the notebook's own commands."""
    return _joined([_without_magics(cell) for cell in cells], ())


def definitions(name: str, cells: list[str]) -> Module:
    """Imports, definitions and constants of `cells`. A cell that Python cannot read is left out, and said so."""
    extraction = _Extraction(name)
    texts = [extraction.kept(number, cell) for number, cell in enumerate(cells, start=1)]
    return _joined(texts, extraction.all_notes())


def definitions_of_script(name: str, text: str) -> Module:
    """The same of a .py file, such as a notebook's export; its lines keep their numbers."""
    extraction = _Extraction(name)
    kept = extraction.kept(0, text)
    return Module(kept, (), extraction.all_notes())


def _joined(texts: list[str], notes: tuple[str, ...]) -> Module:
    starts, line = [], 1
    for text in texts:
        starts.append(line)
        line += text.count("\n") + 1
    return Module("\n".join(texts) + "\n", tuple(starts), notes)


def _without_magics(cell: str) -> str:
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


class _Extraction:
    """Walks the cells in their order, as running them would, and remembers which names exist."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known = set(dir(builtins)) | {"__name__", "__file__"}
        self._any_name_may_exist = False  # after `from x import *`
        self._defined: Counter[str] = Counter()
        self._notes: list[str] = []
        self._ran_something = False
        self._kept_something = False

    def all_notes(self) -> tuple[str, ...]:
        """For the student: what was left out, and which definition counts."""
        notes = list(self._notes)
        if self._ran_something:
            used = f"Of {self._name}, the imports, functions, classes and constants are used."
            notes.insert(0, f"{used} What it computes, prints or plots besides was not run.")
        if twice := [name for name, times in self._defined.items() if times > 1]:
            notes.append(f"Defined more than once: {listed(twice)}. The last definition counts.")
        return tuple(notes)

    def kept(self, number: int, cell: str) -> str:
        """The cell with everything but its definitions blanked; `number` 0 is a .py file."""
        where = f"code cell {number} of {self._name}" if number else self._name
        text = _without_magics(cell) if number else cell
        if len(text) > ORDINARY_BYTES:
            too_long = f"{where} holds more than {ORDINARY_BYTES // 1024} KiB of code, which is too much."
            return self._left_out(number, cell, too_long)
        fault = find_fault(text)
        if fault is not None:
            return self._left_out(number, cell, explain(where, text, fault, lambda line: f"line {line}"))
        try:
            return self._blank_the_run(text, where)
        except (RecursionError, SyntaxError, ValueError, MemoryError):  # nested deeper than ast or this walk can follow
            return self._left_out(number, cell, f"{where} is nested too deeply to be read.")

    def _left_out(self, number: int, cell: str, why: str) -> str:
        """An empty cell, and the note that says why; a .py file is all that there is, so it is refused."""
        if not number:
            raise IntakeProblem(why)
        self._notes.append(f"{why}\nThis cell was left out.")
        return "\n" * cell.count("\n")

    def _blank_the_run(self, text: str, where: str) -> str:
        lines = [line.encode() for line in text.split("\n")]  # ast counts columns in bytes
        left_out = []
        for node in ast.parse(text).body:
            if self._keeps(node, where):
                self._kept_something = True
            else:
                left_out.append(node)
        for node in reversed(left_out):  # from the end, so that columns stay true where statements share a line
            _blank(lines, node)
        return b"\n".join(lines).decode()

    def _keeps(self, node: ast.stmt, where: str) -> bool:
        """Whether a statement of the top level is one that counts. Remembers the names that it makes."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return self._keeps_import(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            absent = sorted(_names_needed_at_once(node) - self._known)
            if absent and not self._any_name_may_exist:
                self._notes.append(
                    f"In {where}, {node.name} (line {node.lineno}) was left out: its first line needs "
                    f"{listed(absent)}, and only the run of the file makes that."
                )
                return False
            self._known.add(node.name)
            self._defined[node.name] += 1
            return True
        if isinstance(node, ast.Assign):
            names = [name for target in node.targets for name in _target_names(target)]
            return self._keeps_assignment(names, node.value)
        if isinstance(node, ast.AnnAssign):
            return self._keeps_assignment(_target_names(node.target), node.value or ast.Constant(None))
        if isinstance(node, ast.AugAssign):
            exists = isinstance(node.target, ast.Name) and node.target.id in self._known
            return self._keeps_assignment(_target_names(node.target) if exists else [None], node.value)
        if isinstance(node, ast.Try):  # try: import a; except ImportError: import b
            parts = [*node.body, *(part for handler in node.handlers for part in handler.body), *node.orelse]
            known = set(self._known)
            if not node.finalbody and all(isinstance(part, ast.Pass) or self._keeps(part, where) for part in parts):
                return True
            self._known = known
        if not _is_harmless(node):
            self._ran_something = True
        return False

    def _keeps_import(self, node: ast.Import | ast.ImportFrom) -> bool:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        if module.partition(".")[0] in _NOTEBOOK_PACKAGES:
            return False
        if module == "__future__" and self._kept_something:
            return False  # must be the first statement; in a later cell it would stop the whole module
        for alias in node.names:
            self._any_name_may_exist |= alias.name == "*"
            self._known.add(alias.asname or alias.name.partition(".")[0])
        return True

    def _keeps_assignment(self, names: list[str | None], value: ast.expr) -> bool:
        plain = [name for name in names if name is not None]
        if len(plain) < len(names) or not self._is_constant(value):
            self._ran_something = True
            return False
        self._known.update(plain)
        return True

    def _is_constant(self, node: ast.AST) -> bool:
        """Whether an expression can be evaluated without running what the student wrote."""
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name):
            return node.id in self._known
        if isinstance(node, ast.Lambda):
            return not _names_needed_at_once(node) - self._known
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            parts: list[ast.AST] = [*node.args, *(keyword.value for keyword in node.keywords)]
            if isinstance(node.func, ast.Attribute):
                parts.append(node.func.value)
            return called in _MAKERS and all(map(self._is_constant, parts))
        expressions = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        return isinstance(node, _MADE_OF_CONSTANTS) and all(map(self._is_constant, expressions))


def _target_names(target: ast.expr) -> list[str | None]:
    """The variables that an assignment sets; None for anything else that it sets (x[0], x.y)."""
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for part in target.elts for name in _target_names(part)]
    return [None]


def _names_needed_at_once(node: ast.AST) -> set[str]:
    """The names that must exist when a definition is reached: decorators, defaults, bases, a class's own statements."""
    now: list[ast.AST] = []
    made: set[str] = set()
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        arguments = node.args
        now += [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]
        if not isinstance(node, ast.Lambda):
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            now += [*node.decorator_list, *([node.returns] if node.returns else [])]
            now += [argument.annotation for argument in every if argument.annotation]
    elif isinstance(node, ast.ClassDef):
        now += [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]
        needed: set[str] = set()
        for part in node.body:
            needed |= _names_needed_at_once(part) - made
            made |= {found.id for found in ast.walk(part) if isinstance(found, ast.Name) and _is_set(found)}
            if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                made.add(part.name)
        return needed | {name for part in now for name in _loaded(part)}
    else:
        now.append(node)
    return {name for part in now for name in _loaded(part)}


def _loaded(node: ast.AST) -> set[str]:
    """The names that an expression or statement reads, without those that it makes itself."""
    names = [found for found in ast.walk(node) if isinstance(found, ast.Name)]
    return {found.id for found in names if not _is_set(found)} - {found.id for found in names if _is_set(found)}


def _is_set(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


def _is_harmless(node: ast.stmt) -> bool:
    """Docstrings, `pass`, and the block that never runs when a file is imported: not worth a word."""
    if isinstance(node, ast.If):
        return "__name__" in _loaded(node.test)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _blank(lines: list[bytes], node: ast.stmt) -> None:
    """Replace a statement by spaces; by 0, a statement too, where another one shares its first line."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
    last = (node.end_lineno or node.lineno) - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset or 0 :]
    for index in range(first, last + 1):
        lines[index] = b""
    if before.strip() or after.lstrip().startswith(b";"):
        lines[first] = before + b"0"
        lines[last] = (lines[last] + after) if first == last else after.lstrip(b"; \t")
