"""What the run of fit.py shows: the steps of each descent, and what is right at each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch

from autograder.checks import autograd

START = [-2.0, 2.0]
STEPS = 30
FAR = 20.0  # beyond it the sigmoid is flat and exp may overflow: nothing is compared there


@dataclass(frozen=True)
class Step:
    """One step of a descent, as it was noted in the script."""

    w: torch.Tensor  # (2,), where it starts
    loss: float
    gradient: torch.Tensor  # (2,), what its backward passes added to w.grad
    held: torch.Tensor  # (2,), what w.grad held after them


@dataclass(frozen=True)
class Descent:
    """The steps from one start, and where they ended."""

    steps: list[Step]
    end: torch.Tensor  # (2,)
    left: torch.Tensor  # (2,), what w.grad held then

    def path(self) -> list[torch.Tensor]:
        """Where each step starts, and the end."""
        return [*(step.w for step in self.steps), self.end]


def descents(seen: Mapping[str, Any]) -> list[Descent]:
    """From the backward passes of fit.py: a script that tries several learning rates has several descents."""
    groups: list[list[Mapping[str, Any]]] = []
    for one in seen["passes"]:
        if not groups or (one["w"] == START and groups[-1][-1]["w"] != START):
            groups.append([])
        groups[-1].append(one)
    ends = [
        *(_end_before(group[-1], following[0]) for group, following in pairwise(groups)),
        *(_end(group[-1], seen["found"]) for group in groups[-1:]),
    ]
    return [
        Descent(_steps(group), _tensor(end), _tensor(group[-1]["gradient at the end"] or [0.0, 0.0]))
        for group, end in zip(groups, ends, strict=True)
    ]


def _steps(passes: Sequence[Mapping[str, Any]]) -> list[Step]:
    """A step for each pass; or for several that add to one gradient before w moves, if all steps are made like that: a
    pass for each point, say. Otherwise w stays because its update is wrong."""
    apart: list[Step] = []
    together: list[list[Step]] = []
    for one in passes:
        w, before, held = (_tensor(one[key] or [0.0, 0.0]) for key in ("w", "before", "after"))
        last = apart[-1] if apart else None
        if last is None or not (torch.equal(w, last.w) and bool(before.any()) and torch.equal(before, last.held)):
            together.append([])
        apart.append(Step(w, one["total"], held - before, held))
        together[-1].append(apart[-1])
    if len(together) == 1 or len({len(steps) for steps in together[:-1]}) > 1 or len(together[-1]) > len(together[0]):
        return apart
    return [
        Step(steps[0].w, sum(step.loss for step in steps), sum(step.gradient for step in steps), steps[-1].held)
        for steps in together
    ]


def _tensor(numbers: Sequence[float]) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.double)


def _end_before(last: Mapping[str, Any], following: Mapping[str, Any]) -> list[float]:
    """The same where another descent follows. In the same tensor, nothing is left of where the last step led."""
    return list(last["w"]) if following["tensor"] == last["tensor"] else _end(last, {})


def _end(last: Mapping[str, Any], found: Mapping[str, Any]) -> list[float]:
    """Where the last step led: to what w holds at the end or, where each step makes a new w, to the newest one."""
    if last["w at the end"] != last["w"]:
        return list(last["w at the end"])
    return list(next((value for value in found.values() if len(value) == 2), last["w"]))


def squares(points: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """(y - f(x, w))^2 of each point."""
    return (points[:, 1] - torch.sigmoid(w[0] * points[:, 0] + w[1])) ** 2


def loss(kind: str, points: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """The "sum" or the "mean" of the squares: both are right."""
    each = squares(points, w)
    return each.sum() if kind == "sum" else each.mean()


def is_flat(points: torch.Tensor, w: torch.Tensor) -> bool:
    """Whether the sigmoid has next to no slope at any point, so that a descent does not get on from w."""
    f = torch.sigmoid(w[0] * points[:, 0] + w[1])
    return bool((f * (1 - f) < 0.01).all())


def gradient(kind: str, points: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    return autograd(lambda w: loss(kind, points, w), w=w)["w"]
