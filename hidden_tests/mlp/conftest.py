"""The fixtures that only the hidden tests of mlp use: `network` draws one, `mlp` makes the student's MLP for it."""

from functools import partial

import pytest
from two_layer_network import LOSSES, draw_network

from autograder.checks import factor_of, load_arrays


@pytest.fixture
def network(draw):
    """network(f, g, N=…, in1=…, out1=…, out2=…): another one at each call."""
    return partial(draw_network, draw)


@pytest.fixture
def mlp(student):
    """mlp(network): an MLP of the student's that holds the network's parameters.

    mlp.factor(N, K): by which constant the student's losses are off there, for @right_together.
    """

    def new(network):
        (out1, in1), (out2, _) = network.parameters["W1"].shape, network.parameters["W2"].shape
        model = student.MLP(in1, out1, network.f, out1, out2, network.g)
        load_arrays(model, "parameters", network.parameters)
        return model

    new.factor = factor_of(student, **LOSSES)
    return new
