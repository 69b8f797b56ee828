"""Which file is the solution if names do not tell: the one that defines what the template leaves open."""

import ast
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from autograder.homework import Homework, SubmittedFile
from autograder.intake import notebook
from autograder.intake.decode import decode
from autograder.intake.files import MIB, UploadedFile
from autograder.intake.names_in_code import DEFINITIONS, names_made
from autograder.intake.problem import IntakeProblem
from autograder.intake.syntax import SHORT_BYTES, find_fault

MOST_LOOKED_AT = 50  # files of one upload
LARGEST = 20 * MIB  # of one of them; a notebook may hold pictures


class Solution:
    """What the template of one file leaves to be done, and who has done it."""

    def __init__(self, homework: Homework, file: SubmittedFile) -> None:
        self._name = file.name
        self._bodies = {} if file.script else _bodies_of(homework.template_folder / file.name)
        self.names = frozenset(name.partition(".")[0] for name in self._bodies)

    def may_be_in(self, file: UploadedFile) -> bool:
        """Whether the file names anything of it: soon known, and of most files it is not so."""
        try:
            content = file.read(LARGEST)
        except IntakeProblem:
            return False
        return b"\0" in content or any(name.encode() in content for name in self.names)  # b"\0": in UTF-16

    def find(self, files: Sequence[UploadedFile]) -> UploadedFile | None:
        """The file that does most of it, if there is one such, or several that say the same."""
        done = [(self.done(file), file) for file in files[:MOST_LOOKED_AT]] if self.names else []
        most = max((count for count, _ in done), default=0)
        best = [file for count, file in done if count == most > 0]
        different = {file.read(LARGEST) for file in best}
        return best[0] if len(different) == 1 else None

    def is_bound_in(self, file: UploadedFile, modules: Collection[str]) -> bool:
        """Whether a file has some of it from elsewhere: `from .other import MLP`, `MLP = made()`; or all that one of
        these modules has."""
        try:
            text, _ = decode(file.name, file.read(LARGEST))
        except IntakeProblem:
            return False
        if len(text) > SHORT_BYTES * 4 or find_fault(text):
            return False
        for node in ast.parse(text).body:
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                if set(modules) & set((node.module or "").split(".")) or (node.level and not node.module):
                    return True
            elif not isinstance(node, DEFINITIONS) and self.names & names_made(node):
                return True
        return False

    def done(self, file: UploadedFile) -> int:
        """How many of the functions and methods a file defines otherwise than the template does.

        What Python cannot read counts by its names: it is the student's work, with a slip.
        """
        try:
            text, _ = decode(file.name, file.read(LARGEST))
            if file.name.lower().endswith(".ipynb") or notebook.looks_like_notebook(text):
                cells, _ = notebook.files_written(notebook.code_cells(file.name, text), self._name)
                text = notebook.whole(file.name, cells).text
        except IntakeProblem:
            return 0
        if len(text) > SHORT_BYTES * 4 or find_fault(text):
            return sum(bool(re.search(rf"\bdef {re.escape(one.rpartition('.')[2])}\b", text)) for one in self._bodies)
        found = _bodies(text)
        return sum(one in found and found[one] not in (body, "") for one, body in self._bodies.items())


@lru_cache(maxsize=16)
def _bodies_of(template: Path) -> dict[str, str]:
    try:
        return _bodies(template.read_text(encoding="utf-8"))
    except (OSError, SyntaxError):  # of a homework that has no template
        return {}


def _bodies(text: str) -> dict[str, str]:
    """Each function and method -> its statements, without docstrings; "" for one that does nothing yet."""
    found: dict[str, str] = {}
    for node in ast.parse(text).body:
        for name, function in _functions(node):
            found[name] = "" if _does_nothing(function.body) else "\n".join(map(ast.dump, _statements(function.body)))
    return found


def _functions(node: ast.stmt) -> Iterable[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield node.name, node
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{node.name}.{inner.name}", inner


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    return [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]


def _does_nothing(body: list[ast.stmt]) -> bool:
    """Nothing but `pass`, `...`, texts, `return None`; or an error that is raised whatever comes."""
    statements = _statements(body)
    return all(map(_is_empty, statements)) or any(map(_gives_up, statements))


def _is_empty(one: ast.stmt) -> bool:
    match one:
        case ast.Pass() | ast.Return(value=None) | ast.Return(value=ast.Constant(value=None)):
            return True
    return False


def _gives_up(one: ast.stmt) -> bool:
    inside = one.body if isinstance(one, (ast.For, ast.While, ast.With)) else []
    return isinstance(one, ast.Raise) or any(map(_gives_up, inside))
