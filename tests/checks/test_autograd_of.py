"""`autograd_of`: the gradients of functions that are written with numpy, or torch, by torch's autograd."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.checks import autograd_of
from autograder.checks.differentiate import NotDifferentiableError

SCALE = np.array([1.0, 2.0, 3.0])


def softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def loss(x: np.ndarray, y: np.ndarray) -> tuple[np.floating, np.ndarray]:
    p = softmax(x)
    gradient = p.copy()
    gradient[np.arange(len(y)), y] -= 1
    return -np.log(p[np.arange(len(y)), y]).mean(), gradient / len(y)


class Layer:
    def __init__(self) -> None:
        self.W = rng().normal(size=(3, 5))
        self.held = {"b": np.ones(5)}

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.x = x
        return np.maximum(0, x @ self.W + self.held["b"])


class Net:
    def __init__(self) -> None:
        self.layers = [Layer()]

    def forward(self, x: np.ndarray) -> np.ndarray:
        for layer in self.layers:
            x = layer.forward(x)
        return np.tanh(x)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_function_that_calls_others_and_one_of_its_results() -> None:
    x, y = rng().normal(size=(4, 3)), np.array([0, 2, 1, 1])
    found = autograd_of(loss, x, y, result=0)
    assert list(found) == ["x"]
    np.testing.assert_allclose(found["x"], loss(x, y)[1], rtol=1e-6)


def test_a_method_and_the_attributes_of_its_object() -> None:
    layer, x, upstream = Layer(), rng().normal(size=(4, 3)), rng().normal(size=(4, 5))
    found = autograd_of(layer.forward, x, upstream=upstream, attributes=["W", "held.b"])
    behind = upstream * (x @ layer.W + 1 > 0)
    np.testing.assert_allclose(found["x"], behind @ layer.W.T)
    np.testing.assert_allclose(found["W"], x.T @ behind)
    np.testing.assert_allclose(found["held.b"], behind.sum(axis=0))
    assert isinstance(layer.W, np.ndarray)  # the object itself is left alone


def test_objects_that_hold_objects() -> None:
    net, x = Net(), rng().normal(size=(2, 3))
    found = autograd_of(net.forward, x, upstream=np.ones((2, 5)), attributes=["layers.0.W"])
    step = np.zeros((3, 5))
    step[1, 2] = 1e-6
    low, high = Net(), Net()
    low.layers[0].W, high.layers[0].W = net.layers[0].W - step, net.layers[0].W + step
    slope = (high.forward(x) - low.forward(x)).sum() / 2e-6
    assert found["layers.0.W"][1, 2] == pytest.approx(slope, rel=1e-5, abs=1e-7)


def test_arrays_of_the_module_and_torch() -> None:
    np.testing.assert_allclose(autograd_of(lambda x: x * SCALE, np.ones(3))["x"], SCALE)

    def square(x: torch.Tensor) -> torch.Tensor:
        return torch.square(x).sum()

    found = autograd_of(square, torch.tensor([1.0, 2.0]))
    assert found["x"].tolist() == [2.0, 4.0]


def test_what_cannot_be_followed_says_so() -> None:
    with pytest.raises(NotDifferentiableError):
        autograd_of(lambda x: float(x[0]), np.ones(2))
