"""Random expressions. Each is run twice: with the student's Values, and with torch's tensors, which are the oracle."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import torch

from autograder.checks import autograd

OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "neg": operator.neg, "tanh": lambda a: a.tanh(), "relu": lambda a: a.relu(), "exp": lambda a: a.exp(),
}  # fmt: skip
EXPONENTS = (2, 3, -1, 0.5, -1.5)
NAMES = "abcde"  # of the leaves
DRAWN = 4  # leaves of an expression that is drawn

# One line of an expression: an operation, and its operands. Whole numbers are places (the leaves come first, then what
# the lines give); a plain number of the expression is a tuple of one.
Line = tuple[str, tuple[Any, ...]]
Lines = tuple[Line, ...]


def evaluate(lines: Sequence[Line], leaves: Sequence[Any]) -> list[Any]:
    """The leaves, and what each line gives."""
    values = list(leaves)
    for name, operands in lines:
        values.append(OPERATIONS[name](*(one[0] if isinstance(one, tuple) else values[one] for one in operands)))
    return values


def result(lines: Sequence[Line], leaves: Sequence[Any]) -> Any:
    """What the last line gives."""
    return evaluate(lines, leaves)[-1]


@lru_cache(maxsize=256)  # the same for a whole class
def expected_result(lines: Lines, leaves: tuple[float, ...]) -> float:
    """What the last line gives; by torch."""
    return float(result(lines, [torch.tensor(leaf, dtype=torch.float64) for leaf in leaves]))


@lru_cache(maxsize=256)
def derivatives(lines: Lines, leaves: tuple[float, ...]) -> list[float]:
    """Of the last line, with respect to each leaf; by torch."""
    named = dict(zip(NAMES, leaves, strict=False))
    found = autograd(lambda **tensors: result(lines, list(tensors.values())), **named)
    return [float(found[name]) for name in named]


def draw_expression(draw: Any, operations: Sequence[str], size: int) -> tuple[Lines, tuple[float, ...]]:
    """An expression of about `size` lines in four leaves, and their numbers: all used, some of them several times.

    The operations come in turn; what they are done with is drawn.
    """

    def expression(leaves: Any, choices: Any) -> tuple[Lines, tuple[float, ...]]:
        return tuple(_lines(operations, choices.tolist())), tuple(leaves.tolist())

    def accept(leaves: Any, choices: Any) -> bool:
        return _moderate(*expression(leaves, choices))

    return expression(*draw.uniform(-2.0, 2.0, (DRAWN,), (size, 3), accept=accept))


def _lines(operations: Sequence[str], choices: Sequence[Sequence[float]]) -> list[Line]:
    """Each line takes something that was not used yet; in the end all that is left is added up."""
    lines: list[Line] = []
    unused = list(range(DRAWN))
    for turn, row in enumerate(choices):
        first, second, how = ((one + 2.0) / 4.0 for one in row)  # from 0 to 1
        name = operations[turn % len(operations)]
        operand: Any = unused.pop(int(first * len(unused)))
        place = DRAWN + len(lines)
        if name == "**":
            lines.append((name, (operand, (EXPONENTS[int(second * len(EXPONENTS))],))))
        elif name in ("neg", "tanh", "relu", "exp"):
            lines.append((name, (operand,)))
        else:
            other: Any = (round(4 * second - 2, 1) or 1.5,) if how < 0.2 else int(second * place)
            lines.append((name, (operand, other) if 0.1 < how < 0.6 else (other, operand)))
            unused = [one for one in unused if one != other]
        unused.append(place)
    while len(unused) > 1:
        lines.append(("+", (unused.pop(0), unused.pop(0))))
        unused.append(DRAWN + len(lines) - 1)
    return lines


def _moderate(lines: Sequence[Line], leaves: Sequence[float]) -> bool:
    """All numbers of ordinary size, away from relu's kink and from dividing by 0; and every leaf matters."""
    values = [torch.tensor(leaf, dtype=torch.float64, requires_grad=True) for leaf in leaves]
    if min(map(abs, leaves)) < 0.2:
        return False
    for name, operands in lines:
        numbers = [one[0] if isinstance(one, tuple) else values[one].item() for one in operands]
        if not _suits(name, numbers):
            return False
        values.append(evaluate([(name, operands)], values)[-1])
        if not 0.02 < abs(values[-1].item()) < 50 and name != "relu":
            return False
    slopes = torch.autograd.grad(values[-1], values[: len(leaves)])
    return all(0.02 < abs(slope.item()) < 1e3 for slope in slopes)


def _suits(name: str, numbers: Sequence[float]) -> bool:
    if name == "/":
        return abs(numbers[1]) > 0.3
    if name == "**":
        base, exponent = numbers
        return (base > 0.2 or float(exponent).is_integer()) and (abs(base) > 0.3 or exponent > 1)
    if name == "relu":
        return abs(numbers[0]) > 0.05
    return name not in ("tanh", "exp") or math.fabs(numbers[0]) < 2.5
