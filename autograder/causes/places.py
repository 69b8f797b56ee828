"""Where in the reference a slip is, in words that a student knows: the function, and what the line computes."""

import ast
from functools import lru_cache
from typing import NamedTuple

RETURNED = "the return value"


class Place(NamedTuple):
    """A statement of the reference."""

    function: str  # "MLP.backward"; empty at the top level of a script
    target: str  # what the statement sets: "dJdb2", "all_f[layer]"; "what it returns"; empty: nothing with a name
    line: int
    case: str = ""  # "for 'relu'": which of several results, where the function has more than one


@lru_cache(maxsize=16)  # the files of a reference, in which many places are asked for
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def place_of(source: str, position: int) -> Place:
    """The innermost statement at a position (characters from the beginning) of a source."""
    line = source.count("\n", 0, position) + 1
    tree = _parsed(source)
    path: list[str] = []
    found: ast.stmt | None = None
    around: list[ast.stmt] = []

    def enter(body: list[ast.stmt], names: list[str]) -> None:
        nonlocal found, path
        for statement in body:
            if not statement.lineno <= line <= (statement.end_lineno or statement.lineno):
                continue
            found, path = statement, names
            around.append(statement)
            inner = [*names, statement.name] if isinstance(statement, (ast.FunctionDef, ast.ClassDef)) else names
            for block in ("body", "orelse", "finalbody"):
                enter(getattr(statement, block, []), inner)

    enter(tree.body, [])
    return Place(".".join(path), _target(found), line, _case(around))


def _case(around: list[ast.stmt]) -> str:
    """Of statements that lie in each other: for which case the innermost is, if it is one return of several."""
    function = next((node for node in reversed(around) if isinstance(node, ast.FunctionDef)), None)
    if function is None or not isinstance(around[-1], ast.Return):
        return ""
    if sum(isinstance(node, ast.Return) for node in ast.walk(function)) < 2:
        return ""
    match around[-2]:
        case ast.If(test=ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant(value=str(value))])):
            return f'for "{value}"'
        case ast.If():
            return "in one of its cases"
    return "in the last of its cases"


def _target(statement: ast.stmt | None) -> str:
    match statement:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return _name(target)
        case ast.Return():
            return RETURNED
    return ""


def _name(target: ast.expr) -> str:
    match target:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case ast.Tuple(elts=items):
            return ", ".join(map(_name, items))
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
    return ast.unparse(target)
