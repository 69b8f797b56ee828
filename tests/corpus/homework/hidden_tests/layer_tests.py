"""The hidden tests of the corpus' homework. @CANARY@ stands here and in memory; no output may ever hold it."""

from gradescope_utils.autograder_utils.decorators import visibility, weight

from autograder.checks import autograd, check_close

CANARY = "@CANARY@"


@weight(2)
def test_forward(student, draw):
    """Layer.forward computes X W + b"""
    X, W, b = draw((5, 3), (3, 4), (4,))
    check_close(layer(student, W, b).forward(X), X @ W + b, of="forward")


@weight(2)
@visibility("visible")
def test_backward(student, draw):
    """Layer.backward returns dL/dX and stores dL/dW and dL/db"""
    X, W, b, upstream = draw((6, 3), (3, 4), (4,), (6, 4))
    model = layer(student, W, b)
    model.forward(X)
    actual = {"X": model.backward(upstream), **model.gradient}
    check_close(actual, autograd(lambda X, W, b: X @ W + b, upstream, X=X, W=W, b=b), of="dL/d{}")


@weight(1)
@visibility("visible")
def test_loss(student, draw):
    """mean_square is the mean of the squared differences"""
    y, y_hat = draw((5, 3), (5, 3))
    check_close(student.mean_square(y, y_hat), ((y_hat - y) ** 2).mean(), of="loss")


def layer(student, W, b):
    model = student.Layer(3, 4)
    model.W, model.b = W, b
    return model
