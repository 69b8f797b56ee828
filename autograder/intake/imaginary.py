"""Complex numbers in graded code: a step along the imaginary axis is exact without the chain rule.

Seen in the source, in the functions that the reference has too and in what these use. Real numbers need none, so what
is found is certain; what a student tries the own work out with is not reached from there.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from autograder.intake.names_in_code import last_name, nodes_of, reached

_TYPES = frozenset("complex complex64 complex128 complex256 cfloat cdouble csingle clongdouble".split())
_ATTRIBUTES = _TYPES | {"complexfloating", "imag", "view_as_complex", "polar"}
_CODES = _TYPES | {"c8", "c16", "D", "F"}  # as numpy's dtype is told by a string
_MAKERS = frozenset("astype dtype view array asarray zeros ones empty full zeros_like ones_like empty_like".split())
# whether a source may have any, which is soon known
MAYBE = re.compile(rb"[\d.]j\b|complex|\bimag\b|polar|c(float|double|single|longdouble)|[\"'](c8|c16|D|F)[\"']")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def flags(file: str, places: str) -> list[str]:
    """For the instructor: where imaginary steps stand for gradients, perhaps."""
    question = "are its gradients complex-step derivatives instead of backpropagation?"
    return [f"{file} computes with complex numbers ({places}): {question}"] if places else []


def advice(file: str, places: str) -> str:
    """For the student."""
    return (
        f"{file} computes with complex numbers ({places}). A step along the imaginary axis gives a gradient "
        "without backpropagation, but this homework asks for backpropagation."
    )


@lru_cache(maxsize=32)  # of the reference, for a whole class
def names_defined(source: bytes) -> frozenset[str]:
    """The functions and methods of a source, but for those that Python itself calls."""
    names = (node.name for node in nodes_of(source) if isinstance(node, _FUNCTIONS))
    return frozenset(name for name in names if not name.startswith("__"))


def complex_numbers(
    sources: Mapping[str, bytes], graded: Collection[str], scripts: Collection[str] = ()
) -> dict[str, list[int]]:
    """The lines of each file with complex numbers that the functions `graded`, or a script from top to bottom, come to.

    What a name stands for is looked for in all files: a helper may lie in a module beside.
    """
    named: dict[str, list[tuple[str, ast.AST]]] = {}
    for file, source in sources.items():
        for name, node in _named(nodes_of(source), script=file in scripts):
            named.setdefault(name, []).append((file, node))
    found: dict[str, set[int]] = {}
    for file, node in reached([name for name in named if name in graded or not name], named):
        if _is_complex(node):
            found.setdefault(file, set()).add(node.lineno)  # type: ignore[attr-defined]
    return {file: sorted(lines) for file, lines in found.items()}


def _named(nodes: Sequence[ast.AST], *, script: bool) -> Iterator[tuple[str, ast.AST]]:
    """What the names of a file stand for; "" is what a script does as it runs."""
    yield from ((node.name, node) for node in nodes if isinstance(node, _FUNCTIONS))
    for statement in nodes[0].body if nodes and isinstance(nodes[0], ast.Module) else ():
        if script and not isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
            yield "", statement
        elif isinstance(statement, ast.Assign):  # STEP = 1e-30j, slope = lambda w: …
            yield from ((last_name(target), statement.value) for target in statement.targets if last_name(target))


def _is_complex(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, complex)
    if isinstance(node, ast.Attribute):
        return node.attr in _ATTRIBUTES and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Call):
        makes = last_name(node.func) in _MAKERS
        types = [*(node.args if makes else []), *(one.value for one in node.keywords if one.arg == "dtype")]
        return last_name(node.func) in _TYPES or any(_is_type(one) for one in types)
    return False


def _is_type(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value in _CODES
    return last_name(node) in _TYPES
