"""Follow-through: a backward that is exact for the student's own, wrong forward keeps part of its points."""

from __future__ import annotations

from typing import Any

import torch
from two_layer_network import Network

from autograder.checks import also_saw, follow_through, is_close, load_arrays

LAYERS = (("x", 1), ("W1", 0), ("W2", 0))  # each is given to the next one


def keep_for_own_forward(part: float, model: Any, network: Network, name: str, y_hat: Any, gradient: Any) -> None:
    """Keep `part` of the points where y_hat is wrong and `gradient`, the student's grads[name], is exact for it."""
    also_saw("y_hat", y_hat)
    if is_close(y_hat, network.y_hat()):
        return
    doubles = {other: value.double() for other, value in network.inputs.items()}

    def own_forward(**changed: torch.Tensor) -> Any:
        values = doubles | changed
        x = values.pop("x")
        load_arrays(model, "parameters", values)
        return model.forward(x)

    follow_through(part, own_forward, doubles, network.upstream, name.removeprefix("dJd"), gradient, LAYERS)
