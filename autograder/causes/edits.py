"""Sources with one change each: where changes are made, and the programs that they give."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from autograder.causes.positions import Text
from autograder.solutions import regions


class Mutant(NamedTuple):
    """The whole source with one change."""

    operator: str  # one of OPERATORS
    line: int  # where it begins, counted from 1
    before: str  # the changed lines, without the indentation
    after: str
    source: str
    start: int  # what is replaced: source[start:end] by text
    end: int
    text: str


class Change(NamedTuple):
    """Text to put in the place of source[start:end]."""

    start: int
    end: int
    operator: str
    text: str


def changed_by(
    changes: Iterable[Change], operators: Sequence[str], source: str, places: Sequence[tuple[int, int]]
) -> Iterator[Mutant]:
    """The sources that these changes give, in the order of the text: of those in `places` (from which line on, up to
    which one), each once, what is Python.

    Of several in one place the operators decide the order.
    """
    order = {operator: rank for rank, operator in enumerate(operators)}
    text = Text(source)
    spans = [(text.line_start(begin), text.line_start(end)) for begin, end in places]
    seen = {ast.dump(ast.parse(source))}
    for change in sorted(changes, key=lambda one: (one.start, one.end, order[one.operator])):
        if not any(begin <= change.start and change.end <= end for begin, end in spans):
            continue
        mutated = source[: change.start] + change.text + source[change.end :]
        try:
            program = ast.dump(ast.parse(mutated))
        except SyntaxError:  # such as a line break in what was an open bracket
            continue
        if program in seen:
            continue
        seen.add(program)
        start, end = text.line_of(change.start), text.line_of(change.end)
        before = source[text.line_start(start) : text.line_start(end + 1)]
        after = mutated[text.line_start(start) : text.line_start(end + 1) + len(mutated) - len(source)]
        yield Mutant(
            change.operator, start, before.strip(), after.strip(), mutated, change.start, change.end, change.text
        )


def places(source: str, name: str, *, around: bool) -> list[tuple[int, int]]:
    """From which line on, up to which one, changes are made: in solutions, or also around them in their functions: in
    loops, in what is returned, and where that or an entry of something is set."""
    solutions = [(region.begin, region.end) for region in regions(source, name)]
    if not around:
        return solutions
    found: list[tuple[int, int]] = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            lines = range(function.lineno, (function.end_lineno or function.lineno) + 1)
            if any(begin in lines for begin, _ in solutions):
                found += _around(function)
    return solutions + found


def _around(function: ast.FunctionDef) -> Iterator[tuple[int, int]]:
    inner = list(ast.walk(function))
    returned = {
        name.id
        for node in inner
        if isinstance(node, ast.Return)
        for name in ast.walk(node)
        if isinstance(name, ast.Name)
    }
    for node in inner:
        match node:
            case ast.For(iter=last):
                yield node.lineno, (last.end_lineno or node.lineno) + 1
            case ast.Return():
                yield node.lineno, (node.end_lineno or node.lineno) + 1
            case ast.Assign(targets=[ast.Name(id=name)]) if name in returned:
                yield node.lineno, (node.end_lineno or node.lineno) + 1
            case ast.Assign(targets=[ast.Subscript(value=ast.Name())]):
                yield node.lineno, (node.end_lineno or node.lineno) + 1


class Finder(ast.NodeVisitor):
    """Collects changes, each node's in its own method."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.changes: list[Change] = []

    def replace(self, node: ast.expr | ast.stmt, operator: str, text: str) -> None:
        self.change(self.text.start(node), self.text.end(node), operator, text)

    def change(self, start: int, end: int, operator: str, text: str) -> None:
        self.changes.append(Change(start, end, operator, text))
