"""Network: with simple layers of ours, and with the student's own; and numerical_gradient.

The student's modules are opened before anything else: where a line that fails is left out, a new process begins.
"""

import numpy as np
import torch
from gradescope_utils.autograder_utils.decorators import number, weight
from torch.nn import functional

from autograder.checks import HUGE, asks_for_what_it_gives, autograd, beyond_differences, check_close

STEP = 0.25  # a large one, so that a one-sided difference is far off


def simple(x, shifts):
    """Roll, Square, Roll, Square, a number added by each; x is a tensor."""
    for place, shift in enumerate(shifts):
        x = (x**2 if place % 2 else torch.roll(x, 1, dims=1)) + shift
    return x


@weight(1)
@number("5.1")
def test_network_forward(module, draw, beside):
    """Network: forward, in training and otherwise"""
    x, shifts = draw((3, 4), (4,))
    expected = simple(torch.tensor(x), shifts).numpy()
    make = module("net.network").Network
    network = beside("simple_layers").network(make, shifts.tolist())
    check_close(network.forward(x), expected, of="the output")
    check_close(beside("simple_layers").told(network), np.ones(4), of="what the layers are told of training")
    check_close(network.forward(x, False), expected, of="the output")
    check_close(beside("simple_layers").told(network), np.zeros(4), of="what the layers are told of training")


@weight(2)
@number("5.2")
def test_network_backward(module, draw, beside):
    """Network: backward"""
    x, shifts, upstream = draw((3, 4), (4,), (3, 4))
    expected = autograd(lambda x: simple(x, shifts), upstream, x=x)

    def check_network(last):
        make = module("net.network").Network
        network = beside("simple_layers").network(make, [*shifts[:3].tolist(), last])
        network.forward(x)
        check_close({"x": network.backward(upstream)}, expected, of="dL/d{}")

    beyond_differences(check_network, HUGE, float(shifts[3]))


IMAGES = (3, 1, 6, 5)
SHAPES = {
    "conv.W": (2, 1, 3, 2), "conv.b": (2,), "first.W": (18, 4), "first.b": (4,),
    "norm.gamma": (4,), "norm.beta": (4,), "last.W": (4, 3), "last.b": (3,),
}  # fmt: skip
TYPES = {"conv": "Conv2d", "first": "first Affine", "norm": "BatchNorm", "last": "last Affine"}


def pre_activations(x, *parameters):
    """What goes into each ReLU of the small network, and the scores; of tensors, the parameters as in SHAPES."""
    conv_W, conv_b, first_W, first_b, gamma, beta, last_W, last_b = parameters
    maps = functional.conv2d(x, conv_W, conv_b, padding=1)
    hidden = functional.max_pool2d(torch.relu(maps), 2, 2).flatten(1) @ first_W + first_b
    normalized = functional.batch_norm(hidden, None, None, gamma, beta, training=True)
    return maps, normalized, torch.relu(normalized) @ last_W + last_b


@weight(2)
@number("5.3")
def test_small_network(module, draw):
    """Network: the loss and all gradients of a small network of your layers"""

    def accept(*arrays):
        maps, normalized, _ = pre_activations(*map(torch.tensor, arrays))
        return all(z.abs().min() > 1e-3 and z.min() < 0 < z.max() for z in (maps, normalized))

    x, *parameters = draw(IMAGES, *SHAPES.values(), accept=accept, scale=0.7)
    labels = draw.labels(3, 3)

    def loss_of(**named):
        scores = pre_activations(torch.tensor(x), *named.values())[-1]
        return functional.cross_entropy(scores, torch.tensor(labels))

    named = dict(zip(SHAPES, parameters, strict=True))
    expected_loss = loss_of(**{name: torch.tensor(array) for name, array in named.items()}).item()
    expected = autograd(loss_of, **named)

    def check_network(parameters):
        dense, convolution, normalization, network = (
            module(f"net.{name}") for name in ("dense", "convolution", "normalization", "network")
        )
        conv_W, conv_b, first_W, first_b, gamma, beta, last_W, last_b = parameters
        trained = {
            "conv": convolution.Conv2d(conv_W, conv_b, 1, 1), "first": dense.Affine(first_W, first_b),
            "norm": normalization.BatchNorm(gamma, beta), "last": dense.Affine(last_W, last_b),
        }  # fmt: skip
        conv, first, norm, last = trained.values()
        layers = [conv, dense.ReLU(), convolution.MaxPool(2, 2), dense.Flatten(), first, norm, dense.ReLU(), last]
        check_close(network.Network(layers).loss(x, labels), expected_loss, of="the loss")
        for name, layer in trained.items():
            own = {one.partition(".")[2]: gradient for one, gradient in expected.items() if one.startswith(f"{name}.")}
            check_close(layer.gradients, own, of=f"dL/d{{}} of the {TYPES[name]}")

    beyond_differences(check_network, parameters, parameters)


@asks_for_what_it_gives("the array", because="it must be unchanged")
@weight(2)
@number("5.4")
def test_numerical_gradient(module, draw, beside):
    """numerical_gradient"""
    numbers, weights = draw((2, 3), (2, 3))
    numerical_gradient = module("net.network").numerical_gradient
    actual = beside("functions").looked_for(numerical_gradient, numbers, weights, STEP)
    expected = {"gradient": weights * (3 * numbers**2 + STEP**2), "array": numbers}
    check_close(actual, expected, of="the {}")
