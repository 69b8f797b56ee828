"""Affine, ReLU and Flatten."""

import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight
from gradients import check_gradient, uneven

from autograder.checks import HUGE, asks_for_what_it_gives, autograd, beyond_differences, check_close

BATCHES = {"batch of 4": 4, "batch of 1": 1}


@weight(2)
@number("1.1")
@pytest.mark.parametrize("batch", BATCHES)
def test_affine_forward(module, draw, batch):
    """Affine: forward"""
    x, W, b = draw((BATCHES[batch], 3), (3, 5), (5,))
    check_close(module("net.dense").Affine(W, b).forward(x), x @ W + b, of="the output")


@weight(3)
@number("1.2")
@pytest.mark.parametrize(
    "by, batch", [("x", "batch of 4"), ("W", "batch of 1"), ("W", "batch of 4"), ("b", "batch of 4")]
)
def test_affine_backward(module, draw, by, batch):
    """Affine: backward"""
    N = BATCHES[batch]
    x, W, b, upstream = draw((N, 3), (3, 5), (5,), (N, 5))
    expected = autograd(lambda x, W, b: x @ W + b, upstream, x=x, W=W, b=b)

    def check_layer(b):
        check_gradient(by, expected, module("net.dense").Affine(W, b), x, upstream)

    beyond_differences(check_layer, np.full(5, HUGE), b)


@weight(1)
@number("1.3")
def test_relu_forward(module, draw):
    """ReLU: forward"""
    x = draw((2, 3, 4, 5))
    check_close(module("net.dense").ReLU().forward(x), np.maximum(x, 0), of="the output")


@weight(2)
@number("1.4")
@pytest.mark.parametrize("shape", [(4, 6), (2, 3, 4, 5)], ids=["rows", "images"])
def test_relu_backward(module, draw, shape):
    """ReLU: backward"""
    x, upstream = draw(shape, shape, accept=lambda x, upstream: np.abs(x).min() > 1e-3)
    expected = autograd(torch.relu, upstream, input=x)["input"]

    def check_layer(x):
        check_gradient("x", {"x": expected}, module("net.dense").ReLU(), x, upstream)

    beyond_differences(check_layer, uneven(len(x), len(shape)) * x, x)


@asks_for_what_it_gives("the rows", "dL/dx", because="only the shape changes")
@weight(1)
@number("1.5")
def test_flatten(module, draw):
    """Flatten"""
    x, upstream = draw((4, 2, 3, 5), (4, 30))
    layer = module("net.dense").Flatten()
    check_close(layer.forward(x), x.reshape(4, 30), of="the rows")
    check_close(layer.backward(upstream), upstream.reshape(x.shape), of="dL/dx")
