"""The definitions of a source that is not run as a whole: imports, functions, classes, constants and their needs.

Whatever is left out becomes empty space, so that every line keeps its number.
"""

import ast
import builtins
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from autograder.intake.explain import explain
from autograder.intake.names_in_code import (
    DEFINITIONS,
    IMPORTS,
    last_name,
    names_made,
    names_needed,
    names_read,
    sets_names_only,
)
from autograder.intake.notebook import Module, joined, one_by_one, without_commands
from autograder.intake.problem import IntakeProblem, listed
from autograder.intake.syntax import ORDINARY_BYTES, find_fault

# Calls that make a constant whatever they are given: K = int("5"), W = np.zeros((3, 4)), x = torch.tensor([1.0]).
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

# Libraries that compute and nothing else. What they make at the top level (relu = np.vectorize(...), criterion =
# nn.MSELoss(), rng = np.random.default_rng(0)) is kept where a function reads it.
_COMPUTING = {
    "collections", "copy", "dataclasses", "enum", "functools", "itertools", "math", "numpy", "operator", "random",
    "scipy", "torch", "types", "typing",
}  # fmt: skip
_READS_FILES = {"fromfile", "genfromtxt", "hub", "load", "loadtxt", "memmap", "open_memmap"}

# Packages that exist only where notebooks run, and serve nothing that is graded.
_NOTEBOOK_PACKAGES = {"google", "IPython", "ipykernel", "ipywidgets"}

Verdict = Literal["kept", "kept if read", "left out"]


class _Statement(NamedTuple):
    """One statement of the top level of a cell."""

    cell: int
    node: ast.stmt
    verdict: Verdict
    makes: frozenset[str]


def definitions(name: str, cells: list[str], wanted: frozenset[str] = frozenset(), own: str = "") -> Module:
    """What counts of a notebook's code cells. A cell that Python cannot read is left out, and said so.

    `wanted`: names that are graded, so that whatever makes them counts. `own`: the module that the notebook stands for,
    which it need not import. IntakeProblem when no cell can be read.
    """
    extraction = _Extraction(name, wanted, own)
    for number, cell in one_by_one(name, cells):
        extraction.add(number, cell)
    if not extraction.has_statements:
        raise IntakeProblem("\n".join((f"{name} contains no code that Python can read.", *extraction.all_notes())))
    return joined(extraction.texts(), extraction.all_notes())


def definitions_of_script(name: str, text: str, wanted: frozenset[str] = frozenset()) -> Module:
    """What counts of a .py file, such as a notebook's export; IntakeProblem when it cannot be read."""
    extraction = _Extraction(name, wanted, "")
    extraction.add(0, text)
    return Module(extraction.texts()[0], (), extraction.all_notes())


class _Extraction:
    """Walks the cells in their order, as running them would, and remembers which names exist."""

    def __init__(self, name: str, wanted: frozenset[str], own: str) -> None:
        self._name = name
        self._wanted = wanted
        self._own = own
        self._known = set(dir(builtins)) | {"__name__", "__file__"}
        self._from_libraries: set[str] = set()  # names that a computing library gave: modules, functions, objects
        self._sources: list[str] = []
        self._statements: list[_Statement] = []
        self._notes: list[str] = []

    def add(self, number: int, cell: str) -> None:
        """Judge the statements of a code cell; `number` 0 is a .py file."""
        name = f"Code cell {number} of {self._name}" if number else self._name
        text = without_commands(cell) if number else cell
        problem = ""
        if len(text) > ORDINARY_BYTES:
            problem = f"{name} contains more than {ORDINARY_BYTES // 1024} KiB of code, which is too much to grade."
        elif fault := find_fault(text):
            problem = explain(name, text, fault, lambda line: f"line {line}")
        else:
            try:
                self._statements += list(self._judged(text))
            except (RecursionError, SyntaxError, ValueError, MemoryError):  # deeper than ast or this walk can follow
                problem = f"{name} is too deeply nested to read."
        if problem and not number:
            raise IntakeProblem(problem)
        if problem:
            self._notes.append(f"{problem}\nWe skipped this cell.")
            text = "\n" * cell.count("\n")
        self._sources.append(text)

    def _judged(self, text: str) -> Iterator[_Statement]:
        for node in ast.parse(text).body:
            before = set(self._known)
            verdict = self._verdict(node)
            made = names_made(node)
            if verdict == "left out":
                self._known = before
            else:
                self._known |= made
            yield _Statement(len(self._sources), node, verdict, frozenset(made))

    @property
    def has_statements(self) -> bool:
        """Whether any cell holds code that Python can read."""
        return bool(self._statements)

    def texts(self) -> list[str]:
        """The cells, with everything blank that does not count."""
        lines = [[line.encode() for line in source.split("\n")] for source in self._sources]  # ast counts in bytes
        kept = self._kept()
        for statement in reversed(self._statements):  # columns stay true where statements share a line
            if statement not in kept:
                _blank(lines[statement.cell], statement.node)
        return [b"\n".join(cell).decode() for cell in lines]

    def _kept(self) -> set[_Statement]:
        """Definitions and constants, and of the rest what they read, or what that reads."""
        kept = {statement for statement in self._statements if statement.verdict == "kept"}
        waiting = [statement for statement in self._statements if statement.verdict == "kept if read"]
        read = self._wanted | {name for statement in kept for name in names_read(statement.node)}
        while found := [statement for statement in waiting if statement.makes & read]:
            kept.update(found)
            waiting = [statement for statement in waiting if statement not in kept]
            read |= {name for statement in found for name in names_read(statement.node)}
        return kept

    def all_notes(self) -> tuple[str, ...]:
        """For the student: what was left out, and which definition counts."""
        notes = list(self._notes)
        kept = self._kept()
        if any(statement not in kept and _is_run(statement) for statement in self._statements):
            used = f"We used the imports, functions, classes and constants in {self._name}."
            notes.insert(0, f"{used} Other code (plots, prints, training runs) was not run.")
        times = Counter(one.node.name for one in self._statements if isinstance(one.node, DEFINITIONS))
        if twice := [name for name, count in times.items() if count > 1]:
            notes.append(f"Defined more than once: {listed(twice)}. We used the last definition.")
        return tuple(notes)

    # ---- verdicts -----------------------------------------------------------------------------------------------

    def _verdict(self, node: ast.stmt) -> Verdict:
        """Whether a statement of the top level counts, now that the names before it are known."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return self._verdict_on_import(node)
        if isinstance(node, DEFINITIONS):
            return "kept"
        if isinstance(node, ast.Assign) and all(sets_names_only(target) for target in node.targets):
            return self._verdict_on_value(node, node.value)
        if isinstance(node, ast.AnnAssign) and sets_names_only(node.target):
            return self._verdict_on_value(node, node.value or ast.Constant(None))
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id in self._known:
            return self._verdict_on_value(node, node.value)
        if isinstance(node, ast.Try) and not node.finalbody:  # try: import a; except ImportError: import b
            parts = [*node.body, *(part for handler in node.handlers for part in handler.body), *node.orelse]
            for part in parts:
                if not isinstance(part, ast.Pass) and self._verdict(part) == "left out":
                    return "left out"
                self._known |= names_made(part)
            return "kept if read"
        return "left out"

    def _verdict_on_import(self, node: ast.Import | ast.ImportFrom) -> Verdict:
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        roots = {module.partition(".")[0] for module in modules}
        if roots & _NOTEBOOK_PACKAGES or roots == {self._own}:
            return "left out"
        if "__future__" in roots:  # must be the first statement; in a later cell it would stop the whole module
            return "left out" if any(one.verdict != "left out" for one in self._statements) else "kept"
        if any(alias.name == "*" for alias in node.names):
            return "kept"
        if roots <= _COMPUTING:
            self._from_libraries |= names_made(node)
        return "kept if read"

    def _verdict_on_value(self, node: ast.stmt, value: ast.expr) -> Verdict:
        if self._is_constant(value):
            return "kept"
        if self._is_constant(value, library=True):
            self._from_libraries |= names_made(node)
            return "kept if read"
        return "left out"

    def _is_constant(self, node: ast.AST, *, library: bool = False) -> bool:
        """Whether an expression can be evaluated without running what the student wrote.

        `library`: calls of the libraries that only compute are allowed.
        """
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name):
            return node.id in self._known
        if isinstance(node, ast.Lambda):
            defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            return all(names_needed(default) <= self._known for default in defaults)
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        if isinstance(node, ast.Call):
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
            if isinstance(node.func, ast.Attribute):
                parts.append(node.func.value)
            if not (last_name(node.func) in _MAKERS or (library and self._is_of_library(node.func))):
                return False
        elif not isinstance(node, _MADE_OF_CONSTANTS):
            return False
        return all(self._is_constant(part, library=library) for part in parts)

    def _is_of_library(self, function: ast.expr) -> bool:
        names = []
        while isinstance(function, (ast.Attribute, ast.Call, ast.Subscript)):
            names.append(last_name(function))
            function = function.func if isinstance(function, ast.Call) else function.value
        return last_name(function) in self._from_libraries and not _READS_FILES & {*names, last_name(function)}


def _is_run(statement: _Statement) -> bool:
    """Whether leaving it out is worth a word: not so for docstrings, unread imports, and what no import would run."""
    node = statement.node
    if isinstance(node, ast.If):
        return "__name__" not in names_read(node.test)
    if isinstance(node, ast.Try):  # of imports only, when it would be kept
        return statement.verdict == "left out"
    return not isinstance(node, (*IMPORTS, ast.Pass)) and not (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


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
