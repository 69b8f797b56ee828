"""Runs a student's file statement by statement: one that fails is left out, and the rest still runs.

This is how a file is loaded that Python cannot load as it is. What failed is reported to the grader, which then asks a
fresh process to load the file without that. Before each statement the process notes where it is, so that the grader
knows the one that never ended or ended Python.
"""

import ast
import builtins
import copy
import importlib.util
import os
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import Any, NoReturn, TypeVar

from autograder.sandbox import parts, wire
from autograder.sandbox.placeholder import LeftOutError, Placeholder, Story

MOST_FAILURES = 200  # of all files together
_MOST_TRIES = 30  # of one statement of the top level, each without one more of its parts
_FUNCTION = 0x1  # CO_OPTIMIZED: the code of a function, not of a module or of a class's body
_AT, _INSTEAD = "statement begins", "instead of"  # names that no source can hold

Describe = Callable[[BaseException], wire.Failure]
Node = TypeVar("Node", bound=ast.AST)


class Loader:
    """Loads the student's files in this process, without what is left out. `mark` notes where it is."""

    def __init__(self, folder: str, mark: Callable[[str], None], describe: Describe) -> None:
        self._folder = folder
        self._mark = mark
        self._describe = describe
        self._left_out: dict[tuple[str, int, int, str], wire.LeftOut] = {}
        self._places: list[tuple[str, parts.Part, Story | None]] = []
        self._failed: list[wire.Failed] = []
        vars(builtins)[_AT] = self._begins
        vars(builtins)[_INSTEAD] = self._instead
        sys.meta_path.insert(0, _Finder(folder, self._run_module))

    def leave_out(self, known: Sequence[wire.LeftOut]) -> None:
        self._left_out = {(one.file, one.line, one.column, one.part): one for one in known}

    def failed(self) -> list[wire.Failed]:
        """What failed, and was left out, since this was asked last."""
        found, self._failed = self._failed, []
        return found

    def run(self, path: str, source: str, namespace: dict[str, Any]) -> None:
        """Run the source as the module of `namespace`. Raises SyntaxError."""
        file = os.path.relpath(path, self._folder)
        tree = ast.parse(source)
        compile(source, path, "exec", dont_inherit=True)  # also what only the compiler finds
        unknown = parts.names_never_made(tree) if any(map(parts.is_star_import, tree.body)) else []
        flags = 0
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                for alias in statement.names:
                    flags |= getattr(
                        sys.modules.get("__future__") or __import__("__future__"), alias.name
                    ).compiler_flag
            if parts.is_star_import(statement):
                statement.unknown = unknown  # type: ignore[attr-defined]
            self._run_statement(file, path, statement, namespace, flags)

    def _run_module(self, path: str, data: bytes, module: types.ModuleType) -> None:
        self.run(path, importlib.util.decode_source(data), module.__dict__)

    def _run_statement(self, file: str, path: str, statement: ast.stmt, namespace: dict[str, Any], flags: int) -> None:
        for tries in range(_MOST_TRIES + 1):
            edited = _Editor(file, self._left_out, self._places).statement(statement)
            module = ast.fix_missing_locations(ast.Module(edited, type_ignores=[]))
            try:
                exec(compile(module, path, "exec", flags=flags, dont_inherit=True), namespace)
                return
            except BaseException as error:  # SystemExit and KeyboardInterrupt too
                if len(self._failed) >= MOST_FAILURES:
                    raise
                part = parts.Part("statement", statement)
                if tries < _MOST_TRIES:
                    part = self._at_fault(file, path, statement, error)
                self._add(file, part, error)

    def _add(self, file: str, part: parts.Part, error: BaseException) -> None:
        failure = self._describe(error)
        line, column = parts.start_of(part.node)
        story = error.story if isinstance(error, LeftOutError) else Story("", "", 0)
        key = (file, line, column, part.kind)
        self._failed.append(wire.Failed(*key, failure, story.file, story.line))
        why = story.why or f"line {line} failed ({failure.type_name}: {failure.message[:300]})"
        self._left_out[key] = wire.LeftOut(*key, why, story.file or file, story.line or line)

    def _at_fault(self, file: str, path: str, statement: ast.stmt, error: BaseException) -> parts.Part:
        """The smallest part of the statement that the error came from, and that is not left out yet."""
        place = _where(error, path)
        if place is None:
            return parts.Part("statement", statement)
        inner: ast.stmt = statement
        while found := next((child for child in parts.children(inner) if parts.holds(child, place)), None):
            inner = found
        candidates = [part for part in parts.head_of(inner) if parts.holds(part.node, place)]
        for part in [*candidates, parts.Part("statement", inner)]:
            if (file, *parts.start_of(part.node), part.kind) not in self._left_out:
                return part
        return parts.Part("statement", statement)

    # ---- what the edited source calls ---------------------------------------------------------------------------

    def _begins(self, index: int) -> None:
        """A statement begins; one that is left out leaves placeholders in the namespace where it stands."""
        file, part, story = self._places[index]
        line, column = parts.start_of(part.node)
        self._mark(f"{file}\0{line}\0{column}\0")
        if story is None:
            return
        names = sys._getframe(1).f_locals
        if isinstance(part.node, ast.stmt) and parts.is_star_import(part.node):
            names.setdefault("__getattr__", _tells(story))  # nobody knows which names it would have made
        for name in parts.names_made(part):
            if name not in names and not hasattr(builtins, name):
                names[name] = Placeholder(name, story)

    def _instead(self, index: int) -> Placeholder:
        """The value of an expression that is left out."""
        _, part, story = self._places[index]
        assert story is not None
        return Placeholder(ast.unparse(part.node)[:80], story)


class _Finder:
    """Finds modules as Python does; those of the student are run statement by statement, too."""

    def __init__(self, folder: str, run: Callable[[str, bytes, types.ModuleType], None]) -> None:
        self._folder = os.path.join(folder, "")
        self._run = run

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader or not spec.origin:
            return None
        if not os.path.abspath(spec.origin).startswith(self._folder):
            return None
        spec.loader = _ModuleLoader(name, spec.origin, self._run)
        return spec


class _ModuleLoader(SourceFileLoader):
    def __init__(self, name: str, path: str, run: Callable[[str, bytes, types.ModuleType], None]) -> None:
        super().__init__(name, path)
        self._run = run

    def exec_module(self, module: types.ModuleType) -> None:
        self._run(self.path, self.get_data(self.path), module)


@dataclass(frozen=True)
class _Editor:
    """Makes the syntax tree that is run of a statement: without what is left out, and with a note before each part."""

    file: str
    left_out: dict[tuple[str, int, int, str], wire.LeftOut]
    places: list[tuple[str, parts.Part, Story | None]]

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        part = parts.Part("statement", node)
        story = self._story(part)
        note = self._note(part, story)
        if story:
            return [note]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return [node]  # a docstring stays the first
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return [node]
        edited = copy.copy(node)
        for name in ("body", "orelse", "finalbody"):
            if parts.children(node) and getattr(node, name, None):
                setattr(edited, name, self._block(getattr(node, name)))
        if isinstance(edited, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._edit_head(edited)
        elif isinstance(edited, ast.Try):
            edited.handlers = [self._handler(handler) for handler in edited.handlers]
        elif isinstance(edited, ast.AnnAssign) and self._story(parts.Part("annotation", edited.annotation)):
            edited.annotation = ast.copy_location(ast.Constant(None), edited.annotation)
        elif isinstance(edited, ast.With) and (story := self._story(head := parts.Part("with", parts.items_of(node)))):
            return [note, self._note(head, story), *edited.body]
        return [note, edited]

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [edited for statement in body for edited in self.statement(statement)]

    def _handler(self, handler: ast.ExceptHandler) -> ast.ExceptHandler:
        edited = copy.copy(handler)
        edited.body = self._block(handler.body)
        return edited

    def _edit_head(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        node.decorator_list = [one for one in node.decorator_list if not self._story(parts.Part("decorator", one))]
        if isinstance(node, ast.ClassDef):
            node.bases = [self._or_placeholder("base", base) for base in node.bases]
            node.keywords = [one for one in node.keywords if not self._story(parts.Part("base", one.value))]
            return
        arguments = node.args = copy.copy(node.args)
        arguments.defaults = [self._or_placeholder("default", one) for one in arguments.defaults]
        arguments.kw_defaults = [one and self._or_placeholder("default", one) for one in arguments.kw_defaults]
        for name in ("posonlyargs", "args", "kwonlyargs"):
            setattr(arguments, name, [self._unannotated(one) for one in getattr(arguments, name)])
        arguments.vararg = arguments.vararg and self._unannotated(arguments.vararg)
        arguments.kwarg = arguments.kwarg and self._unannotated(arguments.kwarg)
        if node.returns and self._story(parts.Part("annotation", node.returns)):
            node.returns = None

    def _unannotated(self, argument: ast.arg) -> ast.arg:
        if argument.annotation is None or not self._story(parts.Part("annotation", argument.annotation)):
            return argument
        edited = copy.copy(argument)
        edited.annotation = None
        return edited

    def _or_placeholder(self, kind: str, node: ast.expr) -> ast.expr:
        part = parts.Part(kind, node)
        story = self._story(part)
        return self._call(_INSTEAD, part, story) if story else node

    def _story(self, part: parts.Part) -> Story | None:
        known = self.left_out.get((self.file, *parts.start_of(part.node), part.kind))
        return Story(known.why, known.root_file, known.root_line) if known else None

    def _note(self, part: parts.Part, story: Story | None) -> ast.stmt:
        return ast.copy_location(ast.Expr(self._call(_AT, part, story)), part.node)

    def _call(self, function: str, part: parts.Part, story: Story | None) -> ast.Call:
        self.places.append((self.file, part, story))
        call = ast.Call(ast.Name(function, ast.Load()), [ast.Constant(len(self.places) - 1)], [])
        return ast.copy_location(call, part.node)


# ---- questions about a syntax tree --------------------------------------------------------------------------------


def _where(error: BaseException, path: str) -> tuple[int, int, int, int] | None:
    """Where in the file the error came out of: not within its functions, but where they were called."""
    place = None
    trace = error.__traceback__
    trace = trace.tb_next if trace else None  # the first is ours
    while trace and trace.tb_frame.f_code.co_filename == path and not trace.tb_frame.f_code.co_flags & _FUNCTION:
        code, place = trace.tb_frame.f_code, (trace.tb_lineno, -1, trace.tb_lineno, -1)
        if hasattr(code, "co_positions"):  # Python 3.11
            line, last_line, column, last_column = list(code.co_positions())[trace.tb_lasti // 2]
            if line and last_line and column is not None and last_column is not None:
                place = (line, column, last_line, last_column)
        trace = trace.tb_next
    return place


def _tells(story: Story) -> Callable[[str], NoReturn]:
    """What is asked for a name that the module does not have."""

    def missing(name: str) -> NoReturn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise LeftOutError(name, story)

    return missing
