"""Which names a piece of code defines, reads, and needs."""

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)


@lru_cache(maxsize=8)  # of the files of one submission
def nodes_of(source: bytes) -> tuple[ast.AST, ...]:
    """All nodes of a source, from the outside in; none of one that is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def last_name(node: ast.expr) -> str:
    """ "zeros" of np.zeros; "" of what has no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def reached(begin: Iterable[str], named: Mapping[str, Iterable[tuple[str, ast.AST]]]) -> Iterator[tuple[str, ast.AST]]:
    """The nodes of what names stand for, and of what is used there in its turn; each with its file. `named`: the file
    and the piece of code that a name stands for."""
    waiting = list(begin)
    seen = set(waiting)
    while waiting:
        for file, outer in named[waiting.pop()]:
            for node in ast.walk(outer):
                yield file, node
                if isinstance(node, (ast.Name, ast.Attribute)) and (name := last_name(node)) in named.keys() - seen:
                    seen.add(name)
                    waiting.append(name)


def sets_names_only(target: ast.expr) -> bool:
    """Whether an assignment's left side is a variable, or several, and not x[0] or x.y."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return all(map(sets_names_only, target.elts))
    return isinstance(target, ast.Name)


def names_made(node: ast.AST) -> set[str]:
    """The names that exist after a statement."""
    if isinstance(node, DEFINITIONS):
        return {node.name}
    if isinstance(node, IMPORTS):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    parts = [names_made(part) for part in ast.iter_child_nodes(node) if isinstance(part, (ast.stmt, ast.ExceptHandler))]
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name) and _is_set(found)}.union(*parts)


def names_read(node: ast.AST) -> set[str]:
    """Every name that is read anywhere in it, also inside of functions."""
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name) and not _is_set(found)}


def names_needed(node: ast.AST) -> set[str]:
    """The names that an expression reads, without those that it makes itself."""
    names = [found for found in ast.walk(node) if isinstance(found, ast.Name)]
    return {found.id for found in names if not _is_set(found)} - {found.id for found in names if _is_set(found)}


def _is_set(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)
