"""The short form of an edit: `MLP.backward: dJdz1 = dJdz2`, what a wrong program says in the place of a right one.

A statement stands in the place of the one that sets the same there, or that returns; `old ==> new` changes a piece of
text that occurs there once. "There" is a function, a class or, by its name, a file.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from autograder.homework import HomeworkError

ARROW = "==>"


class WrongLines(NamedTuple):
    """What is wrong, and where."""

    where: str  # "MLP.backward", "mse_loss", "lab.py"
    text: str


class _Place(NamedTuple):
    file: str
    node: ast.AST  # a function, a class or a whole module
    start: int  # in bytes
    end: int


def make_wrong(sources: Mapping[str, bytes], wrong: WrongLines, default_file: str) -> dict[str, bytes]:
    """A copy of `sources` with that change; HomeworkError where it does not say which place it means, or changes
    nothing."""
    place = _place(sources, wrong.where, default_file)
    source = sources[place.file]
    scope = source[place.start : place.end]
    if ARROW in wrong.text:
        old, new = (part.strip(" ") for part in wrong.text.split(ARROW, 1))
        found = scope.count(old.encode("utf-8")) if old else 0
        if found != 1:
            times = "does not occur" if found == 0 else f"occurs {found} times, not once,"
            raise HomeworkError(f"{old!r} {times} in {wrong.where}")
        pieces = [(place.start + scope.index(old.encode("utf-8")), old, new)]
    else:
        pieces = list(_statements(source, place, wrong))
    if all(old == new for _, old, new in pieces):
        raise HomeworkError(f"{wrong.text!r} changes nothing in {wrong.where}")
    changed = source
    for start, old, new in sorted(pieces, reverse=True):
        changed = changed[:start] + new.encode("utf-8") + changed[start + len(old.encode("utf-8")) :]
    return {**sources, place.file: changed}


def _statements(source: bytes, place: _Place, wrong: WrongLines) -> Iterator[tuple[int, str, str]]:
    """Where each statement's counterpart is, what it says, and what comes there."""
    try:
        written = ast.parse(wrong.text.strip()).body
    except SyntaxError as error:
        raise HomeworkError(f"{wrong.text!r} is neither statements nor `old {ARROW} new`: {error.msg}") from None
    for statement in written:
        sets = _sets(statement)
        there = [node for node in ast.walk(place.node) if isinstance(node, ast.stmt) and _sets(node) == sets]
        if not sets or len(there) != 1:
            many = f"{len(there)} statements" if there else "no statement"
            raise HomeworkError(
                f"{wrong.where} has {many} like {ast.unparse(statement)!r}; say which text changes: `old {ARROW} new`"
            )
        start, end = _span(source, there[0])
        text = ast.get_source_segment(wrong.text.strip(), statement) or ""
        yield start, source[start:end].decode("utf-8"), text


def _sets(statement: ast.stmt) -> str:
    """What makes two statements counterparts; empty for a statement that has none."""
    match statement:
        case ast.Assign(targets=targets):
            return " = ".join(ast.unparse(target) for target in targets)
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return ast.unparse(target)
        case ast.Return():
            return "return"
        case ast.Expr(value=ast.Call(func=function)):
            return f"{ast.unparse(function)}()"
    return ""


def _place(sources: Mapping[str, bytes], where: str, default_file: str) -> _Place:
    if where in sources:
        return _Place(where, ast.parse(sources[where]), 0, len(sources[where]))
    everything = [named for file in sources for named in _named(sources[file], file)]
    found = [place for name, place in everything if name == where]
    found = found or [place for name, place in everything if name.endswith(f".{where}")]
    found = [place for place in found if place.file == default_file] or found
    if not found:
        raise HomeworkError(f"{where!r} is no setting of a mistake, and no function, class or file of the reference")
    if len(found) > 1:
        raise HomeworkError(f"the reference has {len(found)} of the name {where!r}: write Class.{where}")
    return found[0]


def _named(source: bytes, file: str) -> Iterator[tuple[str, _Place]]:
    """Every function and class, with the names of what it lies in."""

    def walk(node: ast.AST, above: str) -> Iterator[tuple[str, _Place]]:
        for child in ast.iter_child_nodes(node):
            name = above
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{above}.{child.name}" if above else child.name
                yield name, _Place(file, child, *_span(source, child))
            yield from walk(child, name)

    try:
        yield from walk(ast.parse(source), "")
    except SyntaxError as error:
        raise HomeworkError(f"{file}, line {error.lineno}: {error.msg}") from None


def _span(source: bytes, node: ast.stmt) -> tuple[int, int]:
    """Its first byte and the one after its last: ast counts columns in bytes of UTF-8."""
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column
