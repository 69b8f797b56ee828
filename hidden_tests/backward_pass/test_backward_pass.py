"""backward_pass: the forward and the backward pass, each graded with the other one's work replaced by ours."""

from dataclasses import dataclass, replace
from itertools import pairwise

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
    hands_over_answers,
)

# Widths from the input to the output. "homework" is the network that every student has in front of them, drawn from
# seed 0; the others are drawn here. The hidden layers of "deep" are of one width, as in the homework, so that
# whoever reads the global D is right there; in "uneven" all widths differ. No number of outputs is 2, the factor in the
# derivative of a square.
WIDTHS = {
    "homework": (1, 6, 6, 6, 6, 6, 1),
    "shallow": (2, 5, 3),
    "deep": (3, 4, 4, 4, 4, 4, 4, 4, 5),
    "uneven": (2, 7, 5, 4, 6, 3),
}
every_network = pytest.mark.parametrize("name", WIDTHS)


@dataclass
class Network:
    net_input: np.ndarray  # (inputs, 1)
    y: np.ndarray  # (outputs, 1)
    weights: list[np.ndarray]
    biases: list[np.ndarray]
    K: int  # hidden layers
    unit: float = 1.0  # the size of its derivatives, beside those of an ordinary one

    def drowned(self, net_output):
        """The same network with outputs and y of HUGE size, by its last bias alone: so difference quotients drown.

        All derivatives are HUGE times as large. `net_output` is what the network computes now.
        """
        biases = [*self.biases[:-1], self.biases[-1] + HUGE * net_output]
        return replace(self, y=HUGE * self.y, biases=biases, unit=HUGE)


def homework_network():
    """The network of the homework: its draws in its order, its input 1.2 and its y of 20."""
    widths, random = WIDTHS["homework"], np.random.RandomState(0)
    K = len(widths) - 2
    weights, biases = [None] * (K + 1), [None] * (K + 1)
    weights[0], weights[K] = random.normal(size=(widths[1], widths[0])), random.normal(size=(widths[-1], widths[K]))
    biases[0], biases[K] = random.normal(size=(widths[1], 1)), random.normal(size=(widths[-1], 1))
    for layer in range(1, K):
        weights[layer] = random.normal(size=(widths[layer + 1], widths[layer]))
        biases[layer] = random.normal(size=(widths[layer + 1], 1))
    return Network(np.full((1, 1), 1.2), np.full((1, 1), 20.0), weights, biases, K)


def build(name, draw, reference, student):
    """The network called `name`; the homework's globals are set to it in the student's module."""
    widths = WIDTHS[name]
    K = len(widths) - 2
    student.K, student.D, student.D_i, student.D_o = K, widths[1], widths[0], widths[-1]
    if name == "homework":
        return homework_network()

    def split(arrays):
        net_input, y, *parameters = arrays
        return Network(net_input, y, parameters[: K + 1], parameters[K + 1 :], K)

    def telling(*arrays):
        """No pre-activation near the kink, in every hidden layer some unit on and some off, an output below 0."""
        network = split(arrays)
        output, all_f, _ = reference.compute_network_output(network.net_input, network.weights, network.biases)
        hidden = all_f[:K]
        return all(np.abs(f).min() > 1e-3 and f.min() < 0 < f.max() for f in hidden) and output.min() < -1e-3

    shapes = [(outputs, inputs) for inputs, outputs in pairwise(widths)]
    columns = [(outputs, 1) for outputs in widths[1:]]
    return split(draw((widths[0], 1), (widths[-1], 1), *shapes, *columns, accept=telling))


def expected_gradients(network):
    """{"W0": ..., "b0": ...}: the derivatives of the sum of squares, by torch's autograd."""

    def loss(**parameters):
        h = torch.tensor(network.net_input)
        for layer in range(network.K):
            h = torch.relu(parameters[f"b{layer}"] + parameters[f"W{layer}"] @ h)
        output = parameters[f"b{network.K}"] + parameters[f"W{network.K}"] @ h
        return ((output - torch.tensor(network.y)) ** 2).sum()

    weights = {f"W{layer}": W for layer, W in enumerate(network.weights)}
    biases = {f"b{layer}": b for layer, b in enumerate(network.biases)}
    return autograd(loss, **weights, **biases)


def is_list(value):
    return isinstance(value, tuple | list)


def forward(name, draw, reference, student):
    """(what the student's forward pass returned, what it should have returned); both (net_output, all_f, all_h)."""
    network = build(name, draw, reference, student)
    arguments = network.net_input, network.weights, network.biases
    actual = student.compute_network_output(*arguments)
    check(
        is_list(actual) and len(actual) == 3,
        "compute_network_output should return three things: net_output, all_f, all_h. "
        "Does it end with `return net_output, all_f, all_h`?",
    )
    return actual, reference.compute_network_output(*arguments)


def check_backward(name, draw, reference, student, compare):
    """compare(the student's [all_dl_dweights, all_dl_dbiases], the right ones, the network).

    all_f and all_h are the right ones. The homework's own network is as it is; of the others, the last bias is HUGE.
    """
    plain = build(name, draw, reference, student)

    def check_network(network):
        _, all_f, all_h = reference.compute_network_output(network.net_input, network.weights, network.biases)
        actual = student.backward_pass(network.weights, network.biases, all_f, all_h, network.y)
        check(
            is_list(actual) and len(actual) == 2 and all(map(is_list, actual)),
            "backward_pass should return two lists: all_dl_dweights, all_dl_dbiases. "
            "Does it end with `return all_dl_dweights, all_dl_dbiases`?",
        )
        gradients = expected_gradients(network)
        expected = [[gradients[f"{letter}{layer}"] for layer in range(network.K + 1)] for letter in "Wb"]
        compare(actual, expected, network)

    net_output, _, _ = reference.compute_network_output(plain.net_input, plain.weights, plain.biases)
    beyond_differences(check_network, plain if name == "homework" else plain.drowned(net_output), plain)


@weight(4)
@number("1.1")
@every_network
def test_output(name, student, reference, draw):
    """forward: net_output"""
    actual, expected = forward(name, draw, reference, student)
    check_close(actual[0], expected[0], of="net_output")


@asks_for_what_it_gives("all_h[0]", because="it is the network's input")
@weight(2)
@number("1.2")
@every_network
def test_layers(name, student, reference, draw):
    """forward: all_f and all_h"""
    (_, all_f, all_h), (_, expected_f, expected_h) = forward(name, draw, reference, student)
    check_close(all_f, expected_f, of="all_f{}")
    check_close(all_h, expected_h, of="all_h{}")


@hands_over_answers
@weight(2)
@number("2.1")
@every_network
def test_last_layer(name, student, reference, draw):
    """backward: the last layer"""

    def compare(actual, expected, network):
        K = network.K
        names = f"all_dl_dweights[{K}]", f"all_dl_dbiases[{K}]"
        last = [values[K] if len(values) > K else None for values in actual]
        right = [values[K] for values in expected]
        check_close(dict(zip(names, last, strict=True)), dict(zip(names, right, strict=True)), unit=network.unit)

    check_backward(name, draw, reference, student, compare)


@hands_over_answers
@weight(6)
@number("2.2")
@every_network
def test_biases(name, student, reference, draw):
    """backward: the derivatives with respect to all biases"""

    def compare(actual, expected, network):
        check_close(actual[1], expected[1], of="all_dl_dbiases{}", unit=network.unit)

    check_backward(name, draw, reference, student, compare)


@hands_over_answers
@weight(6)
@number("2.3")
@every_network
def test_weights(name, student, reference, draw):
    """backward: the derivatives with respect to all weights"""

    def compare(actual, expected, network):
        check_close(actual[0], expected[0], of="all_dl_dweights{}", unit=network.unit)

    check_backward(name, draw, reference, student, compare)
