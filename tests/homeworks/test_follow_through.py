"""mlp's follow-through: which wrong forwards are networks still, so that their gradient takes the chain rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from autograder.checks.own_forward import acts_in_layers

Forward = Callable[..., torch.Tensor]
LAYERS = (("x", 1), ("W1", 0), ("W2", 0))
LEAKY_RELU = torch.nn.functional.leaky_relu

NETWORKS: dict[str, Forward] = {
    "right": lambda x, W1, b1, W2, b2: torch.sigmoid(torch.relu(x @ W1.T + b1) @ W2.T + b2),
    "without f": lambda x, W1, b1, W2, b2: (x @ W1.T + b1) @ W2.T + b2,
    "another f": lambda x, W1, b1, W2, b2: torch.tanh(x @ W1.T + b1) @ W2.T + b2,
    "without biases": lambda x, W1, b1, W2, b2: LEAKY_RELU(x @ W1.T) @ W2.T,
    "a bias subtracted": lambda x, W1, b1, W2, b2: torch.sigmoid(x @ W1.T - b1) @ W2.T + b2,
    "f twice": lambda x, W1, b1, W2, b2: torch.sigmoid(torch.sigmoid(x @ W1.T + b1)) @ W2.T + b2,
    "softmax for g": lambda x, W1, b1, W2, b2: torch.softmax(torch.relu(x @ W1.T + b1) @ W2.T + b2, dim=1),
    "doubled": lambda x, W1, b1, W2, b2: 2 * (torch.relu(x @ W1.T + b1) @ W2.T + b2),
}
NOT_NETWORKS: dict[str, Forward] = {
    "a constant": lambda x, W1, b1, W2, b2: torch.ones(len(x), len(b2), dtype=x.dtype),
    "the sum of all": lambda x, W1, b1, W2, b2: sum(v.sum() for v in (x, W1, b1, W2, b2)) + 0 * (x[:, :1] * b2),
    "a product of means": lambda x, W1, b1, W2, b2: x.mean() * W1.mean() * W2.mean() + b1.mean() + b2 + 0 * x[:, :1],
    "squares, summed": lambda x, W1, b1, W2, b2: (W1**2).sum() * (W2**2).sum() + b2 + x.sum(dim=1, keepdim=True),
    "a sum of layers": lambda x, W1, b1, W2, b2: (x @ W1.T + b1).sum(dim=1, keepdim=True) + W2.sum(dim=1) + b2,
    "without layer 1": lambda x, W1, b1, W2, b2: x.sum(dim=1, keepdim=True) * W2.sum(dim=1) + b2,
    "without layer 2": lambda x, W1, b1, W2, b2: torch.relu(x @ W1.T + b1)[:, : len(b2)],
    "without x": lambda x, W1, b1, W2, b2: ((W1.sum(dim=1) + b1) @ W2.T + b2).expand(len(x), -1),
    "x past layer 1": lambda x, W1, b1, W2, b2: (x @ W1.T + b1) @ W2.T + b2 + x.sum(dim=1, keepdim=True),
    "W1 past layer 2": lambda x, W1, b1, W2, b2: (x @ W1.T + b1) @ W2.T + b2 + W1.sum(),
}


@pytest.fixture
def is_network() -> Callable[[Forward], bool]:
    generator = torch.Generator().manual_seed(0)
    shapes = {"x": (10, 4), "W1": (7, 4), "b1": (7,), "W2": (3, 7), "b2": (3,)}
    values = {name: torch.randn(shape, generator=generator, dtype=torch.double) for name, shape in shapes.items()}
    return lambda forward: acts_in_layers(lambda **changed: forward(**{**values, **changed}), values, LAYERS)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_with_a_slip_takes_the_chain_rule(is_network: Callable[[Forward], bool], name: str) -> None:
    assert is_network(NETWORKS[name])


@pytest.mark.parametrize("name", NOT_NETWORKS)
def test_what_is_no_network_is_not_followed(is_network: Callable[[Forward], bool], name: str) -> None:
    assert not is_network(NOT_NETWORKS[name])
