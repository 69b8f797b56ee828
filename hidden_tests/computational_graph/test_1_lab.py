"""lab.py: y, the two gradients, the loss and the step, as it stands and with other numbers for w, x, b and y_label."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import autograd, beyond_differences, plainly

VALUES = pytest.mark.parametrize("values", ["given", "other"])


def gradient(function, w):
    return autograd(function, w=w)["w"]


def drowned(values):
    """The other numbers are those where difference quotients drown, in every test: a script runs once for all."""
    return "drowned" if values == "other" else values


def check_value(compare, values):
    if failure := plainly(compare, drowned(values), values):
        raise failure


def check_derivative(compare, values):
    beyond_differences(compare, drowned(values), values)


@weight(2)
@number("1.1")
@VALUES
def test_y(lab, values):
    """lab.py: the value of y"""

    def compare(values):
        seen = lab(values, "y", roots=True)
        seen.check("y", lambda inputs: inputs.y(inputs.w), of="y")

    check_value(compare, values)


@weight(2)
@number("1.2")
@VALUES
def test_gradient_of_y(lab, values):
    """lab.py: the gradient of y with respect to w"""

    def compare(values):
        seen = lab(values, "dydw", gradients="first")
        seen.check("dydw", lambda inputs: gradient(inputs.y, inputs.w), of="dy/dw")

    check_derivative(compare, values)


@weight(2)
@number("1.3")
@VALUES
def test_loss(lab, values):
    """lab.py: the loss L2"""

    def compare(values):
        seen = lab(values, "L2", roots=True)
        seen.check("L2", lambda inputs: inputs.loss(inputs.w), of="L2")

    check_value(compare, values)


@weight(2)
@number("1.4")
@VALUES
def test_gradient_of_loss(lab, values):
    """lab.py: the gradient of L2 with respect to w"""

    def compare(values):
        seen = lab(values, "dLdw", gradients="last")
        seen.check("dLdw", lambda inputs: gradient(inputs.loss, inputs.w), of="dL2/dw")

    check_derivative(compare, values)


@weight(2)
@number("1.5")
@VALUES
def test_step(lab, values):
    """lab.py: w after one step with the learning rate 0.5"""

    def compare(values):
        seen = lab(values, "new w")
        seen.check("new w", lambda inputs: inputs.w - 0.5 * gradient(inputs.loss, inputs.w), of="the new w")

    check_derivative(compare, values)
