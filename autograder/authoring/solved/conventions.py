"""How courses lay out the weights of a network: all arguments of a function under one convention."""

import re

from autograder.authoring.solved.functions import Function
from autograder.authoring.solved.guesses import BATCH, Value, array

_INPUT = re.compile(r"(?i)x|inputs?|[ah]_?0|data|features")
_NUMBERED_WEIGHT = re.compile(r"(?i)(w|weights?|all_weights)_?(\d*)")
_NUMBERED_BIAS = re.compile(r"(?i)(b|bias(es)?|all_biases)_?(\d*)")
_NUMBERED = re.compile(r"(?i)[zahs]_?(\d+)")
_OUTPUT = re.compile(r"(?i)y|t|y_?hat|y_?pred|targets?|labels?|out(put)?|d?out|dy\w*")
_WIDTHS = (3, 5, 2, 7, 6, 8, 9)  # of the layers
CONVENTIONS = ("rows", "rows, (out, in)", "columns", "columns of a batch", "rows, (1, out)")


def conventional(function: Function, convention: str) -> list[list[Value]] | None:
    """The arguments of a function that is given the weights of a network, all as one convention has them; None for
    any other function."""
    names = [parameter.name for parameter in function.parameters if not parameter.default]
    weights = [found for name in names if (found := _NUMBERED_WEIGHT.fullmatch(name))]
    if not weights or len(names) < 2:
        return None
    indices = [int(found[2]) for found in weights if found[2]]
    first = 0 if 0 in indices else 1
    listed = {name: _many(name, function.text) for name in names}
    depth = max([1, *(index + 1 - first for index in indices), *listed.values()])
    values: list[list[Value]] = []
    for name in names:
        shape = _by_convention(name, convention, first, depth, listed[name])
        if shape is None:
            return None
        values.append([shape])
    omitted = len(function.parameters) - len(names)
    return values + [[{"kind": "omit"}]] * omitted if depth < len(_WIDTHS) else None


def _many(name: str, text: str) -> int:
    """How many a list has whose items the code numbers: 4 for W[3]."""
    if not (_NUMBERED_WEIGHT.fullmatch(name) or _NUMBERED_BIAS.fullmatch(name)):
        return 0
    return max((int(number) + 1 for number in re.findall(rf"\b{re.escape(name)}\[(\d)\]", text)), default=0)


def _by_convention(name: str, convention: str, first: int, depth: int, many: int) -> Value | None:
    if many:
        shape = _weight if _NUMBERED_WEIGHT.fullmatch(name) else _bias
        return {"kind": "list", "items": [array(shape(layer, convention)) for layer in range(1, many + 1)]}
    if found := _NUMBERED_WEIGHT.fullmatch(name):
        return array(_weight(int(found[2] or first) + 1 - first, convention))
    if found := _NUMBERED_BIAS.fullmatch(name):
        return array(_bias(int(found[3] or first) + 1 - first, convention))
    if _INPUT.fullmatch(name):
        return array(_activations(0, convention))
    if found := _NUMBERED.fullmatch(name):
        return array(_activations(min(int(found[1]), depth), convention))
    return array(_activations(depth, convention)) if _OUTPUT.fullmatch(name) else None


def _weight(layer: int, convention: str) -> tuple[int, ...]:
    before, after = _WIDTHS[layer - 1], _WIDTHS[layer]
    return (before, after) if convention in ("rows", "rows, (1, out)") else (after, before)


def _bias(layer: int, convention: str) -> tuple[int, ...]:
    if convention.startswith("columns"):
        return (_WIDTHS[layer], 1)
    return (1, _WIDTHS[layer]) if convention == "rows, (1, out)" else (_WIDTHS[layer],)


def _activations(layer: int, convention: str) -> tuple[int, ...]:
    if convention.startswith("columns"):
        return (_WIDTHS[layer], 1 if convention == "columns" else BATCH)
    return (BATCH, _WIDTHS[layer])
