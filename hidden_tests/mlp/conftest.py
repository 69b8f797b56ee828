"""The fixtures that only the hidden tests of mlp use: `network` draws one, `mlp` makes the student's MLP for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import pytest
import torch
from right_together import factor_of_losses
from two_layer_network import Network, drowning_outputs, pre_activations

from autograder.checks import load_arrays


@pytest.fixture
def network(draw: Any) -> Callable[..., Network]:
    """network(f, g, N=…, in1=…, out1=…, out2=…): another one at each call; by default no two dimensions are equal."""

    def new(f: str, g: str, *, N: int = 10, in1: int = 4, out1: int = 7, out2: int = 3) -> Network:
        def accept(*values: torch.Tensor) -> bool:
            # Away from relu's kink and from a sigmoid that rounds to 1; both signs in each layer, so that relu matters.
            layers = pre_activations(f, *values[:5])
            moderate = all(z.min() < 0 < z.max() and z.abs().min() > 1e-3 and z.abs().max() < 5 for z in layers)
            return moderate and (out2 == 1 or len(drowning_outputs(layers[1])) > 0)

        def make() -> Network:
            shapes = (N, in1), (out1, in1), (out1,), (out2, out1), (out2,), (N, out2)
            x, W1, b1, W2, b2, upstream = draw(*shapes, accept=accept, scale=0.6)
            return Network(f, g, x, {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, upstream)

        return draw.kept(make, f, g, N, in1, out1, out2)  # type: ignore[no-any-return]

    return new


@pytest.fixture
def mlp(student: Any) -> Callable[[Network], Any]:
    """mlp(network): an MLP of the student's that holds the network's parameters.

    mlp.factor(N, K): by what the student's losses are off there, see right_together.
    """

    def new(network: Network) -> Any:
        (out1, in1), (out2, _) = network.parameters["W1"].shape, network.parameters["W2"].shape
        model = student.MLP(in1, out1, network.f, out1, out2, network.g)
        load_arrays(model, "parameters", network.parameters)
        return model

    new.factor = lru_cache(partial(factor_of_losses, student))  # type: ignore[attr-defined]
    return new
