"""Points with values for all symbols, and what autograd says there.

Every derivative is in numerator layout: (m, n) for a column (m, 1) by a column (n, 1), and (q, p) for a number by a
matrix (p, q).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import torch
from torch.autograd.functional import jacobian

from autograder.checks import HUGE
from autograder.checks.draw import Draw
from autograder.homework import Homework

Function = Callable[[torch.Tensor], torch.Tensor]
Values = dict[str, torch.Tensor]
Layers = dict[str, tuple[torch.Tensor, torch.Tensor]]  # name -> input and output

FUNCTIONS: dict[str, tuple[Function, Function]] = {
    "regression": (torch.relu, lambda z: z),
    "classification": (torch.sigmoid, torch.sigmoid),
}
LARGE = 2.0**40  # HUGE times that is finite in float32
# n, h, K: all different from each other. The public tests have 3, 4, 2. A size of 1 hides transposes, so it comes last.
SIZES = [(4, 3, 2), (2, 5, 3), (1, 4, 2), (4, 2, 1)]


@dataclass(frozen=True)
class Point:
    """One task at one point: the values of its symbols, and the right answers to (b), (c) and (d)."""

    task: str
    sizes: str  # for messages
    given: Values  # x (n, 1), y (K, 1), W1 (h, n), b1 (h, 1), W2 (K, h), b2 (K, 1)
    unit: float = 1.0  # the size of the derivative that is asked for, beside an ordinary one's

    @cached_property
    def layers(self) -> Layers:
        """linear1, f, linear2, g, loss."""
        return layers(self.task, **self.given)

    @cached_property
    def gradients(self) -> Values:
        """W1 (n, h), b1 (1, h), W2 (h, K), b2 (1, K)."""

        def loss_of(name: str) -> Function:
            return lambda value: layers(self.task, **{**self.given, name: value})["loss"][1]

        return {name: derivative(loss_of(name), self.given[name]) for name in ("W1", "b1", "W2", "b2")}

    @cached_property
    def jacobians(self) -> Values:
        """dl_dyhat (1, K), dz2_dz1 (h, h), dyhat_dz3 (K, K)."""
        f, g = FUNCTIONS[self.task]
        return {
            "dl_dyhat": derivative(lambda yhat: ((yhat - self.given["y"]) ** 2).sum(), self.layers["g"][1]),
            "dz2_dz1": derivative(f, self.layers["f"][0]),
            "dyhat_dz3": derivative(g, self.layers["g"][0]),
        }


def layers(task: str, x: Any, y: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Layers:
    """Each layer's input and output."""
    f, g = FUNCTIONS[task]
    z1 = W1 @ x + b1
    z2 = f(z1)
    z3 = W2 @ z2 + b2
    yhat = g(z3)
    loss = ((yhat - y) ** 2).sum()
    return {"linear1": (x, z1), "f": (z1, z2), "linear2": (z2, z3), "g": (z3, yhat), "loss": (yhat, loss)}


def derivative(function: Function, at: torch.Tensor) -> torch.Tensor:
    """The derivative of a function of a column or a matrix, in numerator layout."""
    found = jacobian(function, at)
    return found.T if found.dim() == 2 else found.reshape(found.shape[0], -1)


@lru_cache(maxsize=64)  # a worker's tests, once for a whole class
def points_of(homework: Homework, task: str, test: str, seed: int) -> tuple[Point, ...]:
    """One point of each size. Each test has points of its own: the Jacobians that one hands over answer no other."""
    draw = Draw(homework, test, seed)
    return tuple(draw_point(draw, task, *size) for size in SIZES)


@lru_cache(maxsize=64)  # two tasks, seven derivatives each
def drowned_points_of(homework: Homework, task: str, asked_for: str, test: str, seed: int) -> tuple[Point, ...]:
    """The same points where difference quotients drown, for the derivative that is `asked_for`: W1, or dz2_dz1.

    The outputs or y are HUGE, so that a difference of two losses, or of two such outputs, keeps no digits. Behind the
    sigmoid only y can be. There W1 is tiny, too, and x as large: no step that suits other weights suits these.
    """
    points = points_of(homework, task, test, seed)
    if task == "regression" and asked_for in points[0].given:
        return tuple(
            moved(point, HUGE, y=HUGE * point.given["y"], b2=point.given["b2"] + HUGE * point.layers["g"][1])
            for point in points
        )
    if task == "regression":  # every layer's output, and the loss's derivative, is HUGE times what it was
        there = tuple(
            moved(point, HUGE, **{name: HUGE * point.given[name] for name in ("y", "W1", "b1", "b2")})
            for point in points
        )
        # ordinary points among them show a threshold that is not 0
        return there if asked_for == "dl_dyhat" else (points[0], there[1], points[2], there[3])
    if asked_for == "W1":
        return tuple(
            moved(
                point,
                HUGE * LARGE,
                y=HUGE * point.given["y"],
                x=LARGE * point.given["x"],
                W1=point.given["W1"] / LARGE,
            )
            for point in points
        )
    if asked_for in points[0].given:
        return tuple(moved(point, HUGE, y=HUGE * point.given["y"]) for point in points)
    if asked_for == "dl_dyhat":  # one point: where y is HUGE, yhat makes no difference
        return (*points[:-1], moved(points[-1], 1.0, y=HUGE * points[-1].given["y"]))
    return points  # a sigmoid's own derivative


def moved(point: Point, unit: float, **given: torch.Tensor) -> Point:
    """The point with other values for some symbols."""
    return replace(point, given={**point.given, **given}, unit=unit)


def draw_point(draw: Draw, task: str, n: int, h: int, K: int) -> Point:
    """A point where no derivative vanishes or jumps."""

    def accept(*values: torch.Tensor) -> bool:
        found = layers(task, *values)
        z1, (z3, yhat) = found["f"][0], found["g"]
        # Away from relu's kink, with active and inactive units, so that no gradient is zero throughout and the mask
        # matters; sigmoids not saturated; every output off its target.
        mixed = bool((z1 > 0.01).any() and (z1 < -0.01).any())
        moderate = all(bool(((z.abs() > 0.01) & (z.abs() < 4)).all()) for z in (z1, z3))
        return mixed and moderate and bool(((yhat - values[1]).abs() > 0.05).all())

    shapes = {"x": (n, 1), "y": (K, 1), "W1": (h, n), "b1": (h, 1), "W2": (K, h), "b2": (K, 1)}
    given = dict(zip(shapes, draw(*shapes.values(), accept=accept), strict=True))
    return Point(task, f"n={n}, h={h}, K={K}", given)
