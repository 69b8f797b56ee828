"""Follow-through: a backward that is exact for the student's own forward keeps part of its points where that is wrong.

Only where that forward is a network still, so that its gradient takes the chain rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from two_layer_network import Network

from autograder.checks import CheckFailed, also_saw, counts, earn, is_close, load_arrays, numerical_gradient
from autograder.checks.values import to_array
from autograder.sandbox.session import StudentFailure

OwnForward = Callable[..., Any]  # own_forward(x=…, W1=…): y_hat, with the network's own values for all others


def follow_through(part: float, model: Any, network: Network, name: str, y_hat: Any, gradient: Any) -> None:
    """Keep `part` of the points where y_hat is wrong and `gradient`, the student's grads[name], is exact for it."""
    also_saw("y_hat", y_hat)
    if is_close(y_hat, network.y_hat()) or not counts():
        return
    doubles = {other: value.double() for other, value in network.inputs.items()}

    def own_forward(**changed: torch.Tensor) -> Any:
        values = doubles | changed
        x = values.pop("x")
        load_arrays(model, "parameters", values)
        return model.forward(x)

    parameter = name.removeprefix("dJd")
    try:
        own = numerical_gradient(own_forward, network.upstream, **{parameter: network.parameters[parameter]})
        # A forward that does not depend on the parameter proves nothing: zeros are its gradient.
        exact = own[parameter].any() and is_close(gradient, own[parameter])
        if not exact or not is_network(own_forward, doubles):
            return
    except (CheckFailed, StudentFailure):  # this forward cannot do float64, say: then only the test's own check counts
        return
    earn(part, f"It is the exact gradient of your forward, which is wrong, so it earns {part:.0%} of the points.")


def is_network(forward: OwnForward, values: dict[str, torch.Tensor]) -> bool:
    """Whether x acts through W1 and W1 through W2 alone, by values: a constant, a sum of all parameters, a product of
    their means, or a forward that leaves out a layer, has a gradient that takes no chain rule.

    Half of the units are looked at, then the other half; and half of the inputs likewise. A half acts, and it does not
    any more where the weights that lead on from it are zero.
    """
    plain = _numbers(forward())
    if not _differ(plain, _numbers(forward(W2=_moved(values["W2"], dim=0, part=slice(None))))):
        return False
    for before, after, dim in (("x", "W1", 1), ("W1", "W2", 0)):
        half = values[before].shape[dim] // 2
        for part in (slice(0, half), slice(half, None)):
            moved = _moved(values[before], dim, part)
            cut = values[after].clone()
            cut[:, part] = 0
            if not _differ(plain, _numbers(forward(**{before: moved}))):
                return False
            if _differ(_numbers(forward(**{after: cut})), _numbers(forward(**{after: cut, before: moved}))):
                return False
    return True


def _moved(values: torch.Tensor, dim: int, part: slice) -> torch.Tensor:
    """A copy with other numbers in `part` of the axis `dim`; no two change alike, so that no mean stays."""
    moved = values.clone()
    selected = moved[part] if dim == 0 else moved[:, part]
    selected += torch.linspace(0.5, 1.5, selected.numel(), dtype=moved.dtype).reshape(selected.shape)
    return moved


def _numbers(y_hat: Any) -> np.ndarray:
    numbers = to_array(y_hat)
    if numbers is None:
        raise CheckFailed("forward returns no numbers")
    return numbers


def _differ(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape != b.shape or not np.allclose(a, b, rtol=1e-9, atol=1e-12)
