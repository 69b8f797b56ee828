"""mse_loss and bce_loss: the loss and its gradient, each by itself."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from two_layer_network import LOSSES, run

from autograder.checks import autograd, check, check_close, made_up_for, value_of

SIZES = {"batch of 10": [(10, 3)], "other sizes": [(1, 4), (6, 5), (7, 1)]}
every_size = pytest.mark.parametrize("sizes", SIZES)
RULE = (
    "But the loss is the mean over all N * K elements, so its dJdy_hat carries the whole factor 1 / (N * K), and "
    "backward only sums over the batch."
)


def drawn(draw, name, size):
    """y and y_hat (N, K); for the cross entropy zeros and ones, some of each, and numbers between 0.02 and 0.98."""
    if name == "mse_loss":
        return draw(size, size)
    coin = draw.uniform(0, 1, size, accept=lambda coin: 0 < (coin > 0.5).sum() < coin.numel())
    return (coin > 0.5).float(), draw.uniform(0.02, 0.98, size)


def of_each_size(draw, name, sizes):
    """By size: y and y_hat, and what is right for them: the losses, and the gradients. Made once for all students."""
    loss = LOSSES[name]

    def make():
        pairs = {" x ".join(map(str, size)): drawn(draw, name, size) for size in SIZES[sizes]}
        losses = {size: loss(y_hat.double(), y.double()) for size, (y, y_hat) in pairs.items()}
        gradients = {
            size: autograd(lambda y_hat, y=y: loss(y_hat, y.double()), y_hat=y_hat)["y_hat"]
            for size, (y, y_hat) in pairs.items()
        }
        return pairs, losses, gradients

    return draw.kept(make)


def results(student, name, pairs):
    """(losses, gradients) of the student's function, each by size."""
    returned = value_of({size: getattr(student, name)(*pair) for size, pair in pairs.items()})
    for result in returned.values():
        check(
            isinstance(result, (tuple, list)) and len(result) == 2,
            f"{name} must return two values, the loss and dJdy_hat: `return loss, dJdy_hat`.",
        )
    return ({size: result[part] for size, result in returned.items()} for part in (0, 1))


def check_loss(student, draw, name, sizes):
    pairs, right, _ = of_each_size(draw, name, sizes)
    losses, _ = results(student, name, pairs)
    check_close(losses, right, of="the loss of a batch of {}")


def check_gradient(student, draw, name, sizes, network, mlp):
    pairs, _, right = of_each_size(draw, name, sizes)
    _, gradients = results(student, name, pairs)

    def check_backward():
        net = network("relu", "identity")
        check_close(run(mlp(net), net)[1], net.gradients())

    with made_up_for(mlp.factor, 10, 3, check_backward, RULE):
        check_close(gradients, right, of="dJdy_hat of a batch of {}")


@weight(2)
@number("3.1")
@every_size
def test_mse_loss(student, draw, sizes):
    """mse_loss returns the mean squared error"""
    check_loss(student, draw, "mse_loss", sizes)


@weight(2)
@number("3.2")
@every_size
def test_mse_gradient(student, draw, sizes, network, mlp):
    """mse_loss returns the gradient of the mean squared error"""
    check_gradient(student, draw, "mse_loss", sizes, network, mlp)


@weight(2)
@number("3.3")
@every_size
def test_bce_loss(student, draw, sizes):
    """bce_loss returns the binary cross entropy"""
    check_loss(student, draw, "bce_loss", sizes)


@weight(2)
@number("3.4")
@every_size
def test_bce_gradient(student, draw, sizes, network, mlp):
    """bce_loss returns the gradient of the binary cross entropy"""
    check_gradient(student, draw, "bce_loss", sizes, network, mlp)
