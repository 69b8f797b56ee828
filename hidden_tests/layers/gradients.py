"""What the tests of a backward pass have in common."""

import numpy as np

from autograder.checks import HUGE, beyond_differences, check_close


def uneven(count, axes):
    """1, HUGE, 1, HUGE, ... along the first of `axes` axes: no step of a difference suits both."""
    return np.resize([1.0, HUGE], (count, *[1] * (axes - 1)))


def check_gradient(by, expected, layer, x, upstream):
    """dL/dx as backward returns it, or one of the gradients that it leaves in the layer; behind a forward pass."""
    layer.forward(x)
    by_x = layer.backward(upstream)
    check_close({"x": by_x} if by == "x" else layer.gradients, {by: expected[by]}, of="dL/d{}")


def check_normalization(by, new, formula, x, gamma, beta, upstream, gradients, *, of_rows=False):
    """Of the layer new(gamma, beta); on HUGE inputs and a HUGE gamma no difference of outputs keeps a digit of a step.

    The layer makes both ordinary: its gradients are of the usual size, however it computes them. For dL/dx only every
    other feature is HUGE; or every other row, and what comes from above there, where `of_rows`, each is normalized.
    """
    drowned, rows = HUGE, of_rows and by == "x"
    if by == "x":
        drowned = uneven(len(x), 2) if rows else uneven(x.shape[1], 1)

    def check_layer(unit):
        scaled = {"x": unit * x, "gamma": gamma if rows else unit * gamma, "beta": beta}
        above = unit * upstream if rows else upstream
        expected = gradients(formula, above, **scaled)
        check_gradient(by, expected, new(scaled["gamma"], beta), scaled["x"], above)

    beyond_differences(check_layer, drowned, np.ones_like(drowned))
