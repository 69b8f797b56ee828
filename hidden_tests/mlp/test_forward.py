"""forward: every pair of functions, and batches and networks of other sizes. Each case has drawn parameters."""

from itertools import product

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import check_close


@weight(9)
@number("1.1")
@pytest.mark.parametrize("f, g", list(product(("relu", "sigmoid", "identity"), repeat=2)))
def test_forward(network, mlp, f, g):
    """forward returns y_hat, for every pair of f and g"""
    net = network(f, g)
    check_close(mlp(net).forward(net.x), net.y_hat(), of="y_hat")


@weight(3)
@number("1.2")
@pytest.mark.parametrize(
    "size",
    [
        pytest.param({"N": 1}, id="batch of 1"),
        pytest.param({"N": 6}, id="batch of 6"),
        pytest.param({"N": 8, "out2": 1}, id="one output"),
    ],
)
def test_forward_sizes(network, mlp, size):
    "forward works for any batch size and network size"
    net = network("relu", "identity", **size)
    check_close(mlp(net).forward(net.x), net.y_hat(), of="y_hat")
