"""forward: every pair of functions, and batches and networks of other sizes. Each case has drawn parameters."""

from itertools import product

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from two_layer_network import FUNCTIONS, SIZES

from autograder.checks import check_close


@weight(9)
@number("1.1")
@pytest.mark.parametrize("f, g", list(product(FUNCTIONS, repeat=2)))
def test_forward(network, mlp, f, g):
    """forward returns y_hat, for every pair of f and g"""
    net = network(f, g)
    check_close(mlp(net).forward(net.x), net.y_hat(), of="y_hat")


@weight(3)
@number("1.2")
@pytest.mark.parametrize("size", SIZES)
def test_forward_sizes(network, mlp, size):
    "forward works for any batch size and network size"
    net = network("relu", "identity", **SIZES[size])
    check_close(mlp(net).forward(net.x), net.y_hat(), of="y_hat")
