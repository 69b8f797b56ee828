from gradescope_utils.autograder_utils.decorators import weight

from autograder.checks import autograd, check_close


def affine(X, W, b):
    return X @ W + b


@weight(3)
def test_affine(module, draw):
    """Affine.forward and backward"""
    X, W, b, upstream = draw((4, 3), (3, 2), (2,), (4, 2))
    layer = module("net.layers").Affine(W, b)
    check_close(layer(X), X @ W + b, of="forward")
    by_X = layer.backward(upstream)
    expected = autograd(affine, upstream, X=X, W=W, b=b)
    check_close({"X": by_X, "W": layer.dW, "b": layer.db}, expected, of="dL/d{}")


@weight(3)
def test_squared_error(module, draw, reference_module):
    """squared_error"""
    Y, T = draw((4, 2), (4, 2))
    expected = autograd(lambda Y, T: ((Y - T) ** 2).sum() / 4, Y=Y, T=T)["Y"]
    loss, by_Y = module("net.losses").squared_error(Y, T)
    check_close(loss, ((Y - T) ** 2).sum() / 4, of="the loss")
    check_close(by_Y, expected, of="dloss/dY")
    check_close(by_Y, reference_module("net.losses").squared_error(Y, T)[1], of="dloss/dY")


@weight(4)
def test_step(module, draw, reference_module):
    """step"""
    W, b, X, T = draw((3, 2), (2,), (4, 3), (4, 2))
    check_close(module("train").step(W, b, X, T, 0.1), reference_module("train").step(W, b, X, T, 0.1), of="W and b")
