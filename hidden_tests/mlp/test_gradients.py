"""backward: each of the four gradients, for an arbitrary upstream gradient, for other sizes, and behind the two losses.

The upstream gradient is always the test's own, so that a wrong loss costs nothing here. A constant that the losses lack
and backward has costs nothing here either: it costs the losses' points.
"""

from dataclasses import replace

import pytest
from gradescope_utils.autograder_utils.decorators import number, visibility, weight
from torch.nn.functional import binary_cross_entropy, mse_loss
from two_layer_network import SIZES, run

from autograder.checks import (
    asks_for_what_it_gives,
    autograd,
    beyond_differences,
    check_close,
    check_shares,
    follow_through,
    load_arrays,
    right_together,
)

# Each gradient meets each f once and each g once, and W1, b1, W2 together meet all nine pairs.
CASES = {
    "dJdW1": [("relu", "identity"), ("sigmoid", "sigmoid"), ("identity", "relu")],
    "dJdb1": [("relu", "sigmoid"), ("sigmoid", "relu"), ("identity", "identity")],
    "dJdW2": [("relu", "relu"), ("sigmoid", "identity"), ("identity", "sigmoid")],
    "dJdb2": [("relu", "identity"), ("sigmoid", "sigmoid"), ("identity", "relu")],
}
LAYERS = ("x", 1), ("W1", 0), ("W2", 0)  # each is given to the next one
PUBLIC = {
    "test1": ("relu", "identity", mse_loss, 5),
    "test2": ("sigmoid", "sigmoid", binary_cross_entropy, 5),
    "test3": ("relu", "relu", mse_loss, 22),
}


@weight(12)
@number("2.1")
@pytest.mark.parametrize("name, f, g", [(name, f, g) for name, pairs in CASES.items() for f, g in pairs])
@right_together("mlp")
def test_gradient(network, mlp, name, f, g):
    """backward computes each gradient, for any dJdy_hat"""
    plain = network(f, g)

    def compare(net):
        model = mlp(net)
        y_hat, grads = run(model, net)

        def own_forward(x, **parameters):
            load_arrays(model, "parameters", parameters)
            return model.forward(x)

        of, gradient, both = name.removeprefix("dJd"), grads.get(name), (y_hat, net.y_hat())
        with follow_through(of, gradient, own_forward, net.inputs, net.upstream, y_hat=both, layers=LAYERS):
            check_close(grads, {name: net.gradients()[name]}, unit=net.unit)

    beyond_differences(compare, plain.drowned(name), plain)


def check_all_gradients(mlp, plain):
    def compare(net):
        check_shares(run(mlp(net), net)[1], net.gradients())

    beyond_differences(compare, plain.drowned(), plain)


@asks_for_what_it_gives("dJdb2", because="after the identity, the gradient for a batch of 1 is the upstream gradient")
@weight(3)
@number("2.2")
@pytest.mark.parametrize("size", SIZES)
@right_together("mlp")
def test_gradient_sizes(network, mlp, size):
    "backward works for any batch size and network size"
    check_all_gradients(mlp, network("relu", "identity", **SIZES[size]))


@weight(3)
@number("2.3")
@visibility("visible")
@pytest.mark.parametrize("name", PUBLIC)
@right_together("mlp")
def test_public_network(network, mlp, draw, name):
    "backward after a loss: the networks of the public tests, with other numbers"
    f, g, loss, out2 = PUBLIC[name]

    def make():
        net = network(f, g, in1=2, out1=20, out2=out2)
        y = (draw.uniform(0, 1, (10, out2)) > 0.5).double()
        return replace(net, upstream=autograd(lambda y_hat: loss(y_hat, y), y_hat=net.y_hat())["y_hat"])

    check_all_gradients(mlp, draw.kept(make))
