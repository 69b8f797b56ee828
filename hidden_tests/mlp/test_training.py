"""A short training run: everything together, a few steps of gradient descent beside torch's own."""

import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight
from torch.nn.functional import binary_cross_entropy, mse_loss
from two_layer_network import output

from autograder.checks import check_close, once

STEPS, LEARNING_RATE = 3, 0.5
LOSSES = {"mse_loss": mse_loss, "bce_loss": binary_cross_entropy}
WHERE_TO_LOOK = (
    "an error in forward, the loss or backward, if their tests fail too. If they pass, something is "
    "left over from the previous step: what do forward and backward read that neither "
    "clear_grad_and_cache nor forward sets again?"
)


@weight(3)
@number("5.1")
@pytest.mark.parametrize("loss, g", [("mse_loss", "identity"), ("bce_loss", "sigmoid")])
def test_training(student, beside, network, mlp, draw, loss, g):
    "Gradient descent with both losses gives the same parameters as torch.optim.SGD"
    net = network("sigmoid", g)  # no relu: a step may carry it across its kink
    y = (draw.uniform(0, 1, net.upstream.shape) > 0.5).float()
    train = beside("training").gradient_descent
    actual = train(mlp(net), getattr(student, loss), net.x, y, STEPS, LEARNING_RATE)
    expected = once(lambda: trained(net, y, LOSSES[loss]), net, y, loss)
    check_close(actual, expected, of=f"{{}} after {STEPS} steps", hint=WHERE_TO_LOOK)


def trained(net, y, loss):
    """The parameters after STEPS steps of gradient descent, in float64; what torch.optim.SGD does, by hand, because a
    first optimizer takes torch a second."""
    parameters = {name: value.double() for name, value in net.parameters.items()}
    for _ in range(STEPS):
        leaves = {name: value.requires_grad_() for name, value in parameters.items()}
        value = loss(output(net.f, net.g, x=net.x.double(), **leaves), y.double())
        gradients = torch.autograd.grad(value, list(leaves.values()))
        parameters = {
            name: (leaf - LEARNING_RATE * gradient).detach()
            for (name, leaf), gradient in zip(leaves.items(), gradients, strict=True)
        }
    return parameters
