"""Gradient descent: several steps with given gradients, without and with momentum and weight decay."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, visibility, weight

from autograder.checks import check, check_close

SHAPES = {"L1": {"W": (4, 3), "b": (1, 3)}, "L2": {"W": (3, 2), "b": (1, 2)}}
STEPS = 3  # a velocity that is not kept shows from the second step on


def arrays(draw):
    return {name: {key: draw(shape) for key, shape in shapes.items()} for name, shapes in SHAPES.items()}


def compare_steps(take_steps, draw, *, _lambda=0.0, _alpha=0.0, _learning_rate=0.1):
    """Take steps with the student's function and by the formula of the homework."""
    parameters, gradients = arrays(draw), [arrays(draw) for _ in range(STEPS)]
    after = take_steps(parameters, gradients, _lambda=_lambda, _alpha=_alpha, _learning_rate=_learning_rate)
    expected = {}
    for name, key in ((name, key) for name, shapes in SHAPES.items() for key in shapes):
        parameter, velocity = parameters[name][key], 0.0
        for step, gradient in enumerate(gradients, 1):
            velocity = _alpha * velocity - _learning_rate * (gradient[name][key] + _lambda * parameter)
            parameter = parameter + velocity
            expected[f"{name}_{key} after step {step}"] = parameter
    actual = {
        f"{key} after step {step}": value for step, values in enumerate(after, 1) for key, value in values.items()
    }
    check_close(actual, expected)


@weight(0)
@number("5.0")
@visibility("visible")
def test_term(wrong_term):
    "The file is from this term"
    check(not wrong_term, wrong_term)


@weight(4)
@number("5.1")
def test_sgd_plain(take_steps, draw):
    """Gradient descent with alpha = 0: parameter - learning_rate * gradient"""
    compare_steps(take_steps, draw)


@weight(4)
@number("5.2")
def test_sgd_momentum(take_steps, draw):
    "Gradient descent with momentum, alpha > 0: the velocities carry over from step to step"
    compare_steps(take_steps, draw, _alpha=0.8)


@weight(4)
@number("5.3")
@pytest.mark.parametrize("_alpha", [0.0, 0.8], ids="alpha={}".format)
def test_sgd_weight_decay(take_steps, draw, _alpha):
    "Gradient descent with weight decay, lambda > 0, for weights and biases"
    compare_steps(take_steps, draw, _lambda=0.3, _alpha=_alpha)
