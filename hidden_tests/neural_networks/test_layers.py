"""The layers: linear, relu, tanh, dropout. Their gradients are those of torch's autograd."""

import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import (
    HUGE,
    asks_for_what_it_gives,
    autograd,
    beyond_differences,
    check,
    check_close,
    load_arrays,
)

VAST = HUGE**3  # a layer is linear, so that a quotient needs a step of this size to be exact

batch_sizes = pytest.mark.parametrize("N", [1, 8], ids="N={}".format)
shapes = pytest.mark.parametrize("shape", [(1, 5), (6, 3), (2, 3, 4)], ids=lambda shape: "x".join(map(str, shape)))


def linear_layer(student, W, b):
    layer = student.linear_layer(*W.shape)
    load_arrays(layer, "params", {"W": W, "b": b})
    return layer


def away_from_0(X, *_):
    """Away from relu's kink; and there are elements on both sides of it, so that both are seen."""
    return np.abs(X).min() > 1e-3 and X.min() < 0 < X.max()


# ---- linear_layer -------------------------------------------------------------------------------------------------


@weight(2)
@number("1.1")
def test_linear_shapes(student):
    "A new linear_layer has W (input_D, output_D), b (1, output_D), and zero gradients of the same"
    "shapes"
    layer = student.linear_layer(4, 3)
    for holder, entries in (("params", layer.params), ("gradient", layer.gradient)):
        for key, accepted in (("W", [(4, 3)]), ("b", [(1, 3), (3,)])):
            check(
                key in entries,
                f"{holder} of linear_layer(4, 3) has no entry {key!r}: set {holder}[{key!r}] in __init__.",
            )
            shape = np.shape(entries[key])
            check(
                shape in accepted,
                f"{holder}[{key!r}] of linear_layer(4, 3) has shape {shape}, but must have shape {accepted[0]}.",
            )
    check_close(
        layer.gradient, {"W": np.zeros((4, 3)), "b": np.zeros((1, 3))}, of="gradient['{}'] of a new linear_layer"
    )


@weight(4)
@number("1.2")
def test_linear_draws(student, beside):
    """A new linear_layer draws W and then b with np.random.normal(0, 0.1)"""
    params = beside("random_numbers").seeded(student.linear_layer, 5, 4, seed=7).params
    random = np.random.RandomState(7)
    expected = {"W": random.normal(0, 0.1, (5, 4)), "b": random.normal(0, 0.1, (1, 4))}
    check_close(params, expected, of="params['{}'] after np.random.seed(7)")


@weight(6)
@number("1.3")
@pytest.mark.parametrize("N", [1, 6, 11], ids="N={}".format)
def test_linear_forward(student, draw, N):
    """linear_layer.forward returns XW + b"""
    X, W, b = draw((N, 4), (4, 3), (1, 3))
    check_close(linear_layer(student, W, b).forward(X), X @ W + b, of="the output")


@asks_for_what_it_gives("dL/db", because="the gradient for a batch of 1 is the upstream gradient")
@weight(9)
@number("1.4")
@batch_sizes
@pytest.mark.parametrize("entry", ["X", "W", "b"])
def test_linear_backward(student, draw, entry, N):
    "linear_layer.backward returns the gradient with respect to X and stores those for W and b"
    X, W, plain, grad = draw((N, 4), (4, 3), (1, 3), (N, 3))

    def compare(b):
        layer = linear_layer(student, W, b)
        layer.forward(X)
        returned = layer.backward(X, grad)
        actual = {"X": returned} if entry == "X" else layer.gradient
        expected = autograd(lambda X, W, b: X @ W + b, grad, X=X, W=W, b=b)
        check_close(actual, {entry: expected[entry]}, of="dL/d{}")

    beyond_differences(compare, VAST * plain, plain)


@weight(3)
@number("1.5")
def test_linear_second_batch(student, draw):
    "linear_layer.backward stores the gradients of the last batch only, whatever the previous batch"
    "and its size"
    W, plain, *batches = draw((4, 3), (1, 3), (7, 4), (7, 3), (5, 4), (5, 3))

    def compare(b):
        layer = linear_layer(student, W, b)
        for X, grad in (batches[:2], batches[2:]):
            layer.forward(X)
            layer.backward(X, grad)
        expected = autograd(lambda W, b: torch.tensor(X) @ W + b, grad, W=W, b=b)
        check_close(layer.gradient, expected, of="dL/d{} of the second batch")

    beyond_differences(compare, VAST * plain, plain)


# ---- relu and tanh ------------------------------------------------------------------------------------------------


@weight(3)
@number("2.1")
@shapes
def test_relu_forward(student, draw, shape):
    """relu.forward returns max(0, X), for any shape"""
    X = draw(shape, accept=away_from_0)
    check_close(student.relu().forward(X), np.where(X > 0, X, 0), of="the output")


@weight(6)
@number("2.2")
@shapes
def test_relu_backward(student, draw, shape):
    """relu.backward returns the gradient with respect to X, for any shape"""
    plain = draw(shape, shape, accept=away_from_0)

    def compare(drawn):
        X, grad = drawn
        layer = student.relu()
        layer.forward(X)
        check_close(layer.backward(X, grad), autograd(torch.relu, grad, input=X)["input"], of="dL/dX")

    X, grad = plain[0].copy(), plain[1]
    X.flat[::2] *= VAST
    beyond_differences(compare, (X, grad), plain)


@weight(3)
@number("3.1")
@shapes
def test_tanh_forward(student, draw, shape):
    """tanh.forward returns tanh(X), for any shape"""
    X = draw(shape)
    check_close(student.tanh().forward(X), np.tanh(X), of="the output")


@weight(6)
@number("3.2")
@shapes
def test_tanh_backward(student, draw, shape):
    """tanh.backward returns the gradient with respect to X, for any shape"""
    plain = draw(shape, shape)

    def compare(drawn):
        X, grad = drawn
        layer = student.tanh()
        layer.forward(X)
        check_close(layer.backward(X, grad), autograd(torch.tanh, grad, input=X)["input"], of="dL/dX")

    beyond_differences(compare, flat(*plain), plain)


def flat(X, grad):
    """Every other element where tanh is nearly flat, and its grad as much larger: a difference of two outputs near 1
    keeps few digits there, and 1 - tanh(X)^2 enough."""
    X, grad = X.copy(), grad.copy()
    X.flat[::2] = np.sign(X.flat[::2]) * (8.7 + 0.3 * np.tanh(X.flat[::2] ** 2))
    grad.flat[::2] *= np.cosh(X.flat[::2]) ** 2
    return X, grad


# ---- dropout ------------------------------------------------------------------------------------------------------


@weight(4)
@number("4.1")
@pytest.mark.parametrize("r", [0.3, 0.6], ids="r={}".format)
def test_dropout_backward(student, beside, draw, r):
    """In training, dropout.backward returns the gradient with respect to X, with the mask of the last forward"""
    earlier, plain, grad = draw((3, 7), (5, 6), (5, 6))

    def compare(X):
        layer = student.dropout(r)
        layer.forward(earlier, True)
        beside("random_numbers").seeded(layer.forward, X, True, seed=3)
        mask = (np.random.RandomState(3).uniform(0, 1, X.shape) >= r) / (1 - r)
        check_close(layer.backward(X, grad), autograd(lambda X: X * torch.tensor(mask), grad, X=X)["X"], of="dL/dX")

    beyond_differences(compare, VAST * plain, plain)


@asks_for_what_it_gives("dL/dX", because="where nothing is dropped, it is the upstream gradient")
@weight(2)
@number("4.2")
def test_dropout_backward_in_evaluation(student, draw):
    """After a forward in evaluation, dropout.backward returns grad: nothing was dropped"""
    plain, grad = draw((4, 5), (4, 5))

    def compare(X):
        layer = student.dropout(0.4)
        layer.forward(X, True)
        layer.forward(X, False)
        check_close(layer.backward(X, grad), grad, of="dL/dX")

    beyond_differences(compare, VAST * plain, plain)
