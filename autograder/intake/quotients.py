"""Difference quotients in what should be a derivative, found in the source: for a person to look at, not a verdict."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from autograder.intake.insides import LONGEST
from autograder.intake.names_in_code import last_name, nodes_of, reached
from autograder.intake.problem import listed

_DERIVATIVE = re.compile(r"back|deriv|jacob|grad|^d[A-Zl]")
_CHECK = re.compile(r"(?i)num|check|finite|approx|test|diff|valid")  # a student may try the own work out with them
_SMALL_NUMBER = re.compile(rb"\d[eE]-\d|(?<!\d)0?\.0[\d_]|\*\*\s*\(?\s*-")
_LARGEST_STEP = 0.05
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def quotients(source: bytes) -> list[int]:
    """Lines where a derivative, or what it calls, divides a difference or an imaginary part by a small number."""
    if not (_SMALL_NUMBER.search(source) and b"/" in source):  # as most have none
        return []
    nodes = nodes_of(source)
    steps = _numbers(nodes)
    functions: dict[str, list[tuple[str, ast.AST]]] = {}
    for node in nodes:
        if isinstance(node, _FUNCTIONS):
            functions.setdefault(node.name, []).append(("", node))
    derivatives = [name for name in functions if _DERIVATIVE.search(name) and not _CHECK.search(name)]
    nodes_of_them = (node for _, node in reached(derivatives, functions) if isinstance(node, ast.BinOp))
    return sorted({node.lineno for node in nodes_of_them if _is_quotient(node, steps)})


def flags(file: str, source: bytes, place: Callable[[int], str]) -> list[str]:
    """For the instructor: where difference quotients stand for gradients, perhaps."""
    lines = quotients(source) if len(source) <= LONGEST else []
    where = listed(place(line) for line in lines)
    question = "are its gradients finite differences instead of backpropagation?"
    return [f"{file} divides a difference by a small step in a derivative ({where}): {question}"] if lines else []


def _numbers(nodes: Sequence[ast.AST]) -> dict[str, float]:
    """Names that stand for a number: eps = 1e-4, also as a default."""
    found: dict[str, float] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and (value := _number(node.value, found)) is not None:
            found.update((last_name(target), value) for target in node.targets)
        elif isinstance(node, ast.arguments):
            named = [*node.posonlyargs, *node.args]
            pairs: Iterator[tuple[ast.arg, ast.expr | None]] = iter(
                [*zip(named[len(named) - len(node.defaults) :], node.defaults, strict=True),
                 *zip(node.kwonlyargs, node.kw_defaults, strict=True)]
            )  # fmt: skip
            found.update((arg.arg, value) for arg, default in pairs if (value := _number(default, found)) is not None)
    return found


def _number(node: ast.expr | None, known: dict[str, float], depth: int = 5) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return abs(float(node.value)) if abs(node.value) < 1e300 else None
    if isinstance(node, (ast.Name, ast.Attribute)):
        return known.get(last_name(node))
    if isinstance(node, ast.UnaryOp):
        return _number(node.operand, known, depth)
    if isinstance(node, ast.BinOp) and depth and isinstance(node.op, (ast.Mult, ast.Pow)):
        left, right = _number(node.left, known, depth - 1), _number(node.right, known, depth - 1)
        if left is not None and right is not None:
            if isinstance(node.op, ast.Mult):
                return left * right
            negative = isinstance(node.right, ast.UnaryOp)
            return left ** (-right if negative else right) if 0 < left < 100 and right < 100 else None
    return None


def _is_quotient(node: ast.BinOp, steps: dict[str, float]) -> bool:
    if isinstance(node.op, ast.Div):
        step = _number(node.right, steps)
        return step is not None and 0 < step <= _LARGEST_STEP and _is_difference(node.left)
    if isinstance(node.op, ast.Mult):  # (f(x + h) - f(x)) * (1 / h)
        for value, factor in ((node.left, node.right), (node.right, node.left)):
            if isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Div) and _is_difference(value):
                step = _number(factor.right, steps)
                return step is not None and 0 < step <= _LARGEST_STEP
    return False


def _is_difference(node: ast.expr) -> bool:
    while isinstance(node, ast.Call):  # ((f(x + h) - f(x)).sum() / h, torch.sum(a - b)
        inner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if node.args and not isinstance(inner, (ast.BinOp, ast.Attribute)):
            node = node.args[0]
        elif inner is not None:
            node = inner
        else:
            return False
    if isinstance(node, ast.Attribute):
        return node.attr == "imag"
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)
