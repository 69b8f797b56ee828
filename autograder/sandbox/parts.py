"""What can be left out of a file: a statement, or a piece of a definition's head; and what it would have made."""

import ast
from collections.abc import Iterator
from typing import NamedTuple


class Part(NamedTuple):
    """What can be left out: a statement, or a piece of a definition's head."""

    kind: str  # "statement", "decorator", "base", "default", "annotation", "with"
    node: ast.AST


def children(node: ast.AST) -> list[ast.stmt]:
    """The statements in it that can be left out one by one: a loop or a function is one thing."""
    if isinstance(node, (ast.If, ast.With, ast.ClassDef)):
        return [*node.body, *getattr(node, "orelse", [])]
    if isinstance(node, ast.Try):
        handled = [statement for handler in node.handlers for statement in handler.body]
        return [*node.body, *handled, *node.orelse, *node.finalbody]
    return []


def head_of(node: ast.AST) -> list[Part]:
    """The pieces of a statement's head, those first that are needed least."""
    parts: list[Part] = []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        annotations = [*(argument.annotation for argument in every if argument), node.returns]
        parts += [Part("annotation", one) for one in annotations if one]
        defaults = [one for one in (*given.defaults, *given.kw_defaults) if one and not isinstance(one, ast.Constant)]
        parts += [Part("default", one) for one in defaults]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        parts += [Part("decorator", one) for one in node.decorator_list]
    if isinstance(node, ast.ClassDef):
        parts += [Part("base", one) for one in (*node.bases, *(keyword.value for keyword in node.keywords))]
    if isinstance(node, ast.AnnAssign):
        parts.append(Part("annotation", node.annotation))
    if isinstance(node, ast.With):
        parts.append(Part("with", items_of(node)))
    return parts


def items_of(node: ast.AST) -> ast.AST:
    """What stands between `with` and the colon, as something that has a place."""
    assert isinstance(node, ast.With)
    first, last = node.items[0].context_expr, node.items[-1].context_expr
    names = [item.optional_vars for item in node.items if item.optional_vars]
    whole = ast.Tuple([*(item.context_expr for item in node.items), *names], ast.Load())
    ast.copy_location(whole, first)
    whole.end_lineno, whole.end_col_offset = last.end_lineno, last.end_col_offset
    return whole


def start_of(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def holds(node: ast.AST, place: tuple[int, int, int, int]) -> bool:
    """Whether a place (line, column, last line, last column; -1 for columns that are not known) lies in it."""
    first = (node.lineno, node.col_offset)  # type: ignore[attr-defined]
    for decorator in getattr(node, "decorator_list", []):
        first = min(first, (decorator.lineno, 0))
    last = (node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
    line, column, last_line, last_column = place
    if column < 0:
        return bool(first[0] <= line <= last[0])
    return bool(first <= (line, column) and (last_line, last_column) <= last)


def is_star_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)


def names_never_made(tree: ast.Module) -> list[str]:
    """The names that are read somewhere and made nowhere: from them one knows what `from x import *` was for."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    made = {name.id for name in names if not isinstance(name.ctx, ast.Load)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            made.add(node.name)
        elif isinstance(node, ast.alias):
            made.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.arg):
            made.add(node.arg)
    return sorted({name.id for name in names} - made - {"__name__", "__file__", "__doc__"})


def names_made(part: Part) -> Iterator[str]:
    """The names that a statement would have made in the scope where it stands."""
    if part.kind == "with":
        yield from (name.id for name in ast.walk(part.node) if isinstance(name, ast.Name) and _is_stored(name))
        return
    yield from getattr(part.node, "unknown", [])
    waiting: list[ast.AST] = [part.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names if alias.name != "*")
        elif isinstance(node, ast.Name) and _is_stored(node):
            yield node.id
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            waiting += ast.iter_child_nodes(node)


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)
