"""Conv2d and MaxPool, as small as may be: loops in Python are right."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight
from gradients import check_gradient, uneven

from autograder.checks import HUGE, autograd, beyond_differences, check_close


@dataclass(frozen=True)
class Convolution:
    images: tuple[int, int, int, int]
    filters: tuple[int, int, int, int]
    stride: int
    padding: int

    def of(self, x, W, b):
        return torch.nn.functional.conv2d(x, W, b, self.stride, self.padding)

    def draw(self, draw):
        x, W, b = draw(self.images, self.filters, self.filters[:1])
        return x, W, b, draw(tuple(self.of(*map(torch.tensor, (x, W, b))).shape))


CONVOLUTIONS = {
    "stride 1": Convolution((2, 2, 5, 4), (3, 2, 3, 2), 1, 0),
    "stride 2, padding 1": Convolution((1, 3, 5, 6), (2, 3, 2, 3), 2, 1),  # with a row and a column left over
}
POOLS = {"2 x 2": ((2, 3, 5, 4), 2, 2), "3 x 3, overlapping": ((1, 2, 5, 7), 3, 2)}


@weight(4)
@number("2.1")
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_conv_forward(module, draw, name):
    """Conv2d: forward"""
    convolution = CONVOLUTIONS[name]
    x, W, b, _ = convolution.draw(draw)
    layer = module("net.convolution").Conv2d(W, b, convolution.stride, convolution.padding)
    check_close(layer.forward(x), convolution.of(*map(torch.tensor, (x, W, b))).numpy(), of="the output")


@weight(9)
@number("2.2")
@pytest.mark.parametrize("by", ["x", "W", "b"])
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_conv_backward(module, draw, name, by):
    """Conv2d: backward"""
    convolution = CONVOLUTIONS[name]
    x, W, b, upstream = convolution.draw(draw)
    expected = autograd(convolution.of, upstream, x=x, W=W, b=b)

    def check_layer(b):
        layer = module("net.convolution").Conv2d(W, b, convolution.stride, convolution.padding)
        check_gradient(by, expected, layer, x, upstream)

    beyond_differences(check_layer, np.full_like(b, HUGE), b)


def pooled(x, size, stride):
    return torch.nn.functional.max_pool2d(x, size, stride)


@weight(2)
@number("2.3")
@pytest.mark.parametrize("name", POOLS)
def test_pool_forward(module, draw, name):
    """MaxPool: forward"""
    shape, size, stride = POOLS[name]
    x = draw(shape)
    actual = module("net.convolution").MaxPool(size, stride).forward(x)
    check_close(actual, pooled(torch.tensor(x), size, stride).numpy(), of="the output")


@weight(3)
@number("2.4")
@pytest.mark.parametrize("name", POOLS)
def test_pool_backward(module, draw, name):
    """MaxPool: backward"""
    shape, size, stride = POOLS[name]
    x = draw(shape)
    upstream = draw(tuple(pooled(torch.tensor(x), size, stride).shape))
    expected = autograd(lambda x: pooled(x, size, stride), upstream, x=x)

    def check_layer(x):
        check_gradient("x", expected, module("net.convolution").MaxPool(size, stride), x, upstream)

    beyond_differences(check_layer, uneven(x.shape[1], 3) * x, x)
