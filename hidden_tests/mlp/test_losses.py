"""mse_loss and bce_loss: the loss and its gradient, each by itself."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from right_together import says_what_makes_up_for_it
from torch.nn.functional import binary_cross_entropy, mse_loss

from autograder.checks import autograd, check, check_close, value_of

SIZES = pytest.mark.parametrize(
    "sizes",
    [
        pytest.param([(10, 3)], id="batch of 10"),
        pytest.param([(1, 4), (6, 5), (7, 1)], id="other sizes"),
    ],
)


def targets_and_predictions(draw, size):
    """y, y_hat (N, K) for the mean squared error."""
    return draw(size, size)


def labels_and_probabilities(draw, size):
    """y of zeros and ones, some of each, and y_hat between 0.02 and 0.98, both (N, K), for the binary cross entropy."""
    coin = draw.uniform(0, 1, size, accept=lambda coin: 0 < (coin > 0.5).sum() < coin.numel())
    return (coin > 0.5).float(), draw.uniform(0.02, 0.98, size)


def results(function, name, pairs):
    """(losses, gradients) of the student's function for each pair of y and y_hat, each by the pair's shape."""
    losses, gradients = {}, {}
    for (y, _), result in zip(pairs, value_of([function(*pair) for pair in pairs]), strict=True):
        check(
            isinstance(result, (tuple, list)) and len(result) == 2,
            f"{name} must return two values, the loss and dJdy_hat: `return loss, dJdy_hat`.",
        )
        size = " x ".join(map(str, y.shape))
        losses[size], gradients[size] = result
    return losses, gradients


def loss_values(function, pairs):
    """The right losses, in float64."""
    return {" x ".join(map(str, y.shape)): function(y_hat.double(), y.double()) for y, y_hat in pairs}


def loss_gradients(function, pairs):
    """The right gradients, by autograd."""
    return {
        " x ".join(map(str, y.shape)): autograd(lambda y_hat, y=y: function(y_hat, y.double()), y_hat=y_hat)["y_hat"]
        for y, y_hat in pairs
    }


@weight(2)
@number("3.1")
@SIZES
def test_mse_loss(student, draw, sizes):
    """mse_loss returns the mean squared error"""
    pairs = [targets_and_predictions(draw, size) for size in sizes]
    losses, _ = results(student.mse_loss, "mse_loss", pairs)
    check_close(losses, loss_values(mse_loss, pairs), of="the loss of a batch of {}")


@weight(2)
@number("3.2")
@SIZES
def test_mse_gradient(student, draw, sizes, network, mlp):
    """mse_loss returns the gradient of the mean squared error"""
    pairs = [targets_and_predictions(draw, size) for size in sizes]
    _, gradients = results(student.mse_loss, "mse_loss", pairs)
    with says_what_makes_up_for_it(network, mlp):
        check_close(gradients, loss_gradients(mse_loss, pairs), of="dJdy_hat of a batch of {}")


@weight(2)
@number("3.3")
@SIZES
def test_bce_loss(student, draw, sizes):
    """bce_loss returns the binary cross entropy"""
    pairs = [labels_and_probabilities(draw, size) for size in sizes]
    losses, _ = results(student.bce_loss, "bce_loss", pairs)
    check_close(losses, loss_values(binary_cross_entropy, pairs), of="the loss of a batch of {}")


@weight(2)
@number("3.4")
@SIZES
def test_bce_gradient(student, draw, sizes, network, mlp):
    """bce_loss returns the gradient of the binary cross entropy"""
    pairs = [labels_and_probabilities(draw, size) for size in sizes]
    _, gradients = results(student.bce_loss, "bce_loss", pairs)
    with says_what_makes_up_for_it(network, mlp):
        check_close(gradients, loss_gradients(binary_cross_entropy, pairs), of="dJdy_hat of a batch of {}")
