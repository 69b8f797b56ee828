"""How one formula of theory.py is checked: the student's function at every point, against the right answer there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from theory_points import Point

from autograder.checks import check, check_close, value_of


def check_layer(student: Any, points: Sequence[Point], layer: str) -> None:
    """(b): a function of x, y, W1, b1, W2, b2 returns the layer's input and output."""
    name = f"{points[0].task}_{layer}"
    actual, expected = {}, {}
    pairs = call(student, name, [list(point.given.values()) for point in points])
    for point, pair in zip(points, pairs, strict=True):
        is_pair = isinstance(pair, (tuple, list)) and len(pair) == 2
        check(is_pair, f"{name} must return two values, the input and the output of the layer: return input, output")
        for what, value, right in zip(("input", "output"), pair, point.layers[layer], strict=True):
            actual[f"{what} with {point.sizes}"], expected[f"{what} with {point.sizes}"] = value, right
    of = name + ": the {}"
    if layer == "loss":  # the loss is a number, and a 1 x 1 matrix will do; everything else has one right shape
        losses = {key: actual.pop(key) for key in list(actual) if key.startswith("output")}
        check_close(losses, {key: expected.pop(key) for key in losses}, of=of, strict=False)
    check_close(actual, expected, of=of)


def check_gradient(student: Any, points: Sequence[Point], parameter: str) -> None:
    """(c): a function of the symbols of (b) and the three Jacobians returns dl/d`parameter`.

    The Jacobians handed over are the right ones, not arbitrary matrices: a formula that leaves out an identity, or that
    makes a Jacobian from the other symbols, is right too.
    """
    name = f"{points[0].task}_dl_d{parameter}"
    values = call(student, name, [[*point.given.values(), *point.jacobians.values()] for point in points])
    check_all(name, points, values, [point.gradients[parameter] for point in points])


def check_jacobian(student: Any, points: Sequence[Point], derivative: str) -> None:
    """(d): a function of what the layer gets returns its Jacobian."""
    name = f"{points[0].task}_{derivative}"
    arguments = {
        "dz2_dz1": [[point.layers["f"][0]] for point in points],
        "dyhat_dz3": [[point.layers["g"][0]] for point in points],
        "dl_dyhat": [[point.layers["g"][1], point.given["y"]] for point in points],
    }
    values = call(student, name, arguments[derivative])
    check_all(name, points, values, [point.jacobians[derivative] for point in points])


def call(student: Any, name: str, arguments: Sequence[Sequence[torch.Tensor]]) -> list[Any]:
    """What the student's function `name` returns for each of the lists of arguments, in one round trip."""
    function = getattr(student, name)
    return value_of([function(*values) for values in arguments])


def check_all(name: str, points: Sequence[Point], values: Sequence[Any], expected: Sequence[torch.Tensor]) -> None:
    """Compare at all points at once, so that the message says at which sizes the formula holds."""
    sizes = [point.sizes for point in points]
    actual, right = dict(zip(sizes, values, strict=True)), dict(zip(sizes, expected, strict=True))
    check_close(actual, right, of=name + " with {}", unit=points[0].unit)
