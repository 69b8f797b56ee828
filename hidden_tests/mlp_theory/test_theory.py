"""Each formula on its own. Regression: f = ReLU, g = identity; classification: f = g = sigmoid; l = ||yhat - y||^2."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from theory_checks import check_gradient, check_jacobian, check_layer

from autograder.checks import asks_for_what_it_gives, beyond_differences, hands_over_answers

LAYERS = ["linear1", "f", "linear2", "g", "loss"]
PARAMETERS = ["W1", "b1", "W2", "b2"]
DERIVATIVES = ["dz2_dz1", "dyhat_dz3", "dl_dyhat"]


@asks_for_what_it_gives("regression_linear1: the input", because="the input of the first layer is x")
@weight(5)
@number("1.2 (b)")
@pytest.mark.parametrize("layer", LAYERS)
def test_regression_layer(student, points, layer):
    """Regression: input and output of each layer"""
    check_layer(student, points("regression"), layer)


@asks_for_what_it_gives("regression_dl_db2", because="the Jacobian of g is the identity")
@hands_over_answers
@weight(8)
@number("1.2 (c)")
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_regression_gradient(student, points, drowned, parameter):
    """Regression: the gradient of the loss with respect to each parameter"""
    beyond_differences(
        lambda at: check_gradient(student, at, parameter), drowned("regression", parameter), points("regression")
    )


@weight(3)
@number("1.2 (d)")
@pytest.mark.parametrize("derivative", DERIVATIVES)
def test_regression_jacobian(student, points, drowned, derivative):
    """Regression: the Jacobians of f, of g and of the loss"""
    beyond_differences(
        lambda at: check_jacobian(student, at, derivative), drowned("regression", derivative), points("regression")
    )


@asks_for_what_it_gives("classification_linear1: the input", because="the input of the first layer is x")
@weight(5)
@number("1.3 (b)")
@pytest.mark.parametrize("layer", LAYERS)
def test_classification_layer(student, points, layer):
    """Classification: input and output of each layer"""
    check_layer(student, points("classification"), layer)


@hands_over_answers
@weight(8)
@number("1.3 (c)")
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_classification_gradient(student, points, drowned, parameter):
    """Classification: the gradient of the loss with respect to each parameter"""
    beyond_differences(
        lambda at: check_gradient(student, at, parameter),
        drowned("classification", parameter),
        points("classification"),
    )


@weight(3)
@number("1.3 (d)")
@pytest.mark.parametrize("derivative", DERIVATIVES)
def test_classification_jacobian(student, points, drowned, derivative):
    """Classification: the Jacobians of f, of g and of the loss"""
    beyond_differences(
        lambda at: check_jacobian(student, at, derivative),
        drowned("classification", derivative),
        points("classification"),
    )
