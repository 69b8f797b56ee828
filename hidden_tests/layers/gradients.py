"""What the tests of a backward pass have in common."""

from autograder.checks import HUGE, beyond_differences, check_close


def check_gradient(by, expected, layer, x, upstream):
    """dL/dx as backward returns it, or one of the gradients that it leaves in the layer; behind a forward pass."""
    layer.forward(x)
    by_x = layer.backward(upstream)
    check_close({"x": by_x} if by == "x" else layer.gradients, {by: expected[by]}, of="dL/d{}")


def check_normalization(by, new, formula, x, gamma, beta, upstream, gradients):
    """Of the layer new(gamma, beta); on HUGE inputs and a HUGE gamma no difference of outputs keeps a digit of a step.

    The layer makes both ordinary: its gradients are of the usual size, however it computes them.
    """

    def check_layer(unit):
        expected = gradients(formula, upstream, x=unit * x, gamma=unit * gamma, beta=beta)
        check_gradient(by, expected, new(unit * gamma, beta), unit * x, upstream)

    beyond_differences(check_layer, HUGE, 1.0)
