"""lab.py: y, the two gradients, the loss and the step, as it stands and with other numbers for w, x, b and y_label."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import autograd

VALUES = pytest.mark.parametrize("values", ["given", "other"])


def gradient(function, w):
    return autograd(function, w=w)["w"]


@weight(2)
@number("1.1")
@VALUES
def test_y(lab, values):
    """lab.py: the value of y"""
    seen = lab(values, "y", roots=True)
    expected = seen.inputs.y(seen.inputs.w)
    seen.check("y", expected, of="y")


@weight(2)
@number("1.2")
@VALUES
def test_gradient_of_y(lab, values):
    """lab.py: the gradient of y by w"""
    seen = lab(values, "dydw", gradients="first")
    expected = gradient(seen.inputs.y, seen.inputs.w)
    seen.check("dydw", expected, of="dy/dw")


@weight(2)
@number("1.3")
@VALUES
def test_loss(lab, values):
    """lab.py: the loss L2"""
    seen = lab(values, "L2", roots=True)
    expected = seen.inputs.loss(seen.inputs.w)
    seen.check("L2", expected, of="L2")


@weight(2)
@number("1.4")
@VALUES
def test_gradient_of_loss(lab, values):
    """lab.py: the gradient of L2 by w"""
    seen = lab(values, "dLdw", gradients="last")
    expected = gradient(seen.inputs.loss, seen.inputs.w)
    seen.check("dLdw", expected, of="dL2/dw")


@weight(2)
@number("1.5")
@VALUES
def test_step(lab, values):
    """lab.py: w after one step with the learning rate 0.5"""
    seen = lab(values, "new w")
    expected = seen.inputs.w - 0.5 * gradient(seen.inputs.loss, seen.inputs.w)
    seen.check("new w", expected, of="the new w")
