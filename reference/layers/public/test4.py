"""Test 4, the network: run `python test4.py`. Its gradients are checked with your numerical_gradient."""

import sys

import numpy as np
from net.convolution import Conv2d, MaxPool
from net.dense import Affine, Flatten, ReLU
from net.network import Network, numerical_gradient
from net.normalization import BatchNorm


def test_numerical_gradient():
    array = np.array([[1.0, -2.0], [0.5, 3.0]])
    gradient = numerical_gradient(lambda: np.sum(array**2), array)
    assert np.allclose(gradient, 2 * array), f"of the sum of squares it should be 2 * array, it is {gradient}"
    assert array[1, 1] == 3.0, "the array should be as before"


def test_network():
    random = np.random.default_rng(3)
    x, labels = random.normal(size=(4, 1, 4, 5)), np.array([0, 2, 1, 1])
    layers = [
        Conv2d(random.normal(size=(2, 1, 3, 3)), random.normal(size=2), 1, 1), ReLU(), MaxPool(2, 2), Flatten(),
        Affine(random.normal(size=(8, 5)), random.normal(size=5)),
        BatchNorm(random.normal(size=5), random.normal(size=5)), ReLU(),
        Affine(random.normal(size=(5, 3)), random.normal(size=3)),
    ]  # fmt: skip
    network = Network(layers)
    network.loss(x, labels)
    gradients = [dict(layer.gradients) for layer in layers]
    for number, (layer, found) in enumerate(zip(layers, gradients), start=1):
        for name, array in layer.parameters.items():
            expected = numerical_gradient(lambda: network.loss(x, labels), array)
            error = np.max(np.abs(found[name] - expected))
            assert error < 1e-6, f"layer {number}, {type(layer).__name__}: dL/d{name} is off by up to {error:.3g}"


if __name__ == "__main__":
    try:
        test_numerical_gradient()
        test_network()
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 4 failed: {problem}")
    print("test 4 passed: all gradients agree with differences")
