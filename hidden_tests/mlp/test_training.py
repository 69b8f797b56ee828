"""A short training run: everything together, a few steps of gradient descent beside torch's own."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from two_layer_network import LOSSES, output

from autograder.checks import autograd, check_close

STEPS, LEARNING_RATE = 3, 0.5
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

    def make():
        y = (draw.uniform(0, 1, net.upstream.shape) > 0.5).float()
        return y, trained(net, y, LOSSES[loss])

    y, expected = draw.kept(make)  # once for all students
    train = beside("training").gradient_descent
    actual = train(mlp(net), getattr(student, loss), net.x, y, STEPS, LEARNING_RATE)
    check_close(actual, expected, of=f"{{}} after {STEPS} steps", hint=WHERE_TO_LOOK)


def trained(net, y, loss):
    """The parameters after STEPS steps of gradient descent, as torch.optim.SGD takes them; by hand, because a first
    optimizer takes torch a second."""

    def loss_of(**parameters):
        return loss(output(net.f, net.g, x=net.x.double(), **parameters), y.double())

    parameters = {name: value.double() for name, value in net.parameters.items()}
    for _ in range(STEPS):
        gradients = autograd(loss_of, **parameters)
        parameters = {name: value - LEARNING_RATE * gradients[name] for name, value in parameters.items()}
    return parameters
