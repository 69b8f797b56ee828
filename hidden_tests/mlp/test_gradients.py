"""backward: each of the four gradients, for an arbitrary upstream gradient, for other sizes, and behind the two losses.

The upstream gradient is always the test's own, so that a wrong loss costs nothing here. A constant that the losses lack
and backward has costs nothing here either: it costs the losses' points.
"""

from dataclasses import replace

import pytest
from gradescope_utils.autograder_utils.decorators import number, visibility, weight
from own_forward import keep_for_own_forward
from torch.nn.functional import binary_cross_entropy, mse_loss
from two_layer_network import run

from autograder.checks import (
    CheckFailed,
    asks_for_what_it_gives,
    autograd,
    beyond_differences,
    check_close,
    check_shares,
    right_together,
)

# Each gradient meets each f once and each g once, and W1, b1, W2 together meet all nine pairs.
CASES = {
    "dJdW1": [("relu", "identity"), ("sigmoid", "sigmoid"), ("identity", "relu")],
    "dJdb1": [("relu", "sigmoid"), ("sigmoid", "relu"), ("identity", "identity")],
    "dJdW2": [("relu", "relu"), ("sigmoid", "identity"), ("identity", "sigmoid")],
    "dJdb2": [("relu", "identity"), ("sigmoid", "sigmoid"), ("identity", "relu")],
}


@weight(12)
@number("2.1")
@pytest.mark.parametrize("name, f, g", [(name, f, g) for name, pairs in CASES.items() for f, g in pairs])
@right_together("mlp")
def test_gradient(homework, network, mlp, name, f, g):
    """backward computes each gradient, for any dJdy_hat"""
    plain = network(f, g)

    def compare(net):
        model = mlp(net)
        y_hat, grads = run(model, net)
        try:
            check_close(grads, {name: net.gradients()[name]}, unit=net.unit)
        except CheckFailed:
            if net is plain:
                keep_for_own_forward(homework.follow_through, model, net, name, y_hat, grads.get(name))
            raise

    beyond_differences(compare, plain.drowned(name), plain)


@asks_for_what_it_gives("dJdb2", because="after the identity, the gradient for a batch of 1 is the upstream gradient")
@weight(3)
@number("2.2")
@pytest.mark.parametrize(
    "size",
    [
        pytest.param({"N": 1}, id="batch of 1"),
        pytest.param({"N": 6}, id="batch of 6"),
        pytest.param({"N": 8, "out2": 1}, id="one output"),
    ],
)
@right_together("mlp")
def test_gradient_sizes(network, mlp, size):
    "backward works for any batch size and network size"
    plain = network("relu", "identity", **size)

    def compare(net):
        _, grads = run(mlp(net), net)
        check_shares(grads, net.gradients())

    beyond_differences(compare, plain.drowned(), plain)


@weight(3)
@number("2.3")
@visibility("visible")
@pytest.mark.parametrize(
    "f, g, loss, out2",
    [
        pytest.param("relu", "identity", mse_loss, 5, id="test1"),
        pytest.param("sigmoid", "sigmoid", binary_cross_entropy, 5, id="test2"),
        pytest.param("relu", "relu", mse_loss, 22, id="test3"),
    ],
)
@right_together("mlp")
def test_public_network(network, mlp, draw, f, g, loss, out2):
    "backward after a loss: the networks of the public tests, with other numbers"

    def make():
        net = network(f, g, in1=2, out1=20, out2=out2)
        y = (draw.uniform(0, 1, (10, out2)) > 0.5).double()
        return replace(net, upstream=autograd(lambda y_hat: loss(y_hat, y), y_hat=net.y_hat())["y_hat"])

    plain = draw.kept(make)

    def compare(net):
        _, grads = run(mlp(net), net)
        check_shares(grads, net.gradients())

    beyond_differences(compare, plain.drowned(), plain)
