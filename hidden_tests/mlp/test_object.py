"""An MLP as an object: its constructor, clearing, using it again, two of them, what it must leave alone."""

import numpy as np
import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, visibility, weight
from two_layer_network import run

from autograder.checks import (
    as_the_loss_gives_it,
    asks_for_what_it_gives,
    beyond_differences,
    check,
    check_close,
    check_shares,
    load_arrays,
    put,
    right_together,
    value_of,
)

SHAPES = {"W1": (7, 4), "b1": (7,), "W2": (3, 7), "b2": (3,)}


@weight(1)
@number("4.1")
@visibility("visible")
def test_constructor(student, network):
    """A new MLP has random parameters and zero gradients of the right shapes, and is ready for forward"""
    model = student.MLP(4, 7, "relu", 7, 3, "identity")
    parameters, grads = model.parameters, model.grads
    for name, shape in SHAPES.items():
        check(name in parameters, f"parameters has no entry {name!r}; it has: {', '.join(map(str, parameters))}.")
        value = np.asarray(parameters[name])
        check(
            value.shape in (shape, (1, *shape)),
            f"{name} of MLP(4, 7, f, 7, 3, g) has shape {value.shape}, but must have shape {shape}.",
        )
        check(value.std() > 0, f"All entries of {name} of a new MLP are equal: draw the parameters with torch.randn.")
    check_close(grads, {f"dJd{name}": torch.zeros(shape) for name, shape in SHAPES.items()}, of="{} of a new MLP")
    net = network("relu", "identity")
    load_arrays(model, "parameters", net.parameters)
    y_hat = model.forward(net.x)
    check(np.shape(y_hat) == (10, 3), "MLP(4, 7, f, 7, 3, g): forward of x (10, 4) must return y_hat (10, 3).")


@asks_for_what_it_gives("W", "b", because="the parameters must not change")
@weight(1)
@number("4.2")
def test_clear(network, mlp):
    """clear_grad_and_cache sets the gradients to zero and leaves the parameters alone"""
    plain = network("relu", "identity")

    def compare(net):
        model = mlp(net)
        check_not_all_zero(run(model, net)[1], net)
        load_arrays(model, "grads", net.gradients())  # whatever backward left there, there is something to clear now
        model.clear_grad_and_cache()
        grads, parameters = model.grads, model.parameters
        zeros = {name: torch.zeros_like(gradient) for name, gradient in net.gradients().items()}
        check_close({**grads, **parameters}, {**zeros, **net.parameters}, of="{} after clear_grad_and_cache")

    beyond_differences(compare, plain.flooded(), plain)


@weight(2)
@number("4.3")
@right_together("mlp")
def test_reuse(network, mlp):
    """After clear_grad_and_cache an MLP works for other parameters and another batch size"""
    first, plain = network("relu", "identity"), network("relu", "identity", N=6)

    def compare(second):
        model = mlp(first)
        run(model, first)
        load_arrays(model, "parameters", second.parameters)
        _, grads = run(model, second)
        check_shares(grads, second.gradients(), of="{} of the second batch")

    beyond_differences(compare, plain.drowned(), plain)


@weight(1)
@number("4.4")
@right_together("mlp")
def test_two_objects(network, mlp):
    "Two MLPs used in turn do not affect each other"
    plain = {which: network("relu", "identity") for which in ("first", "second")}

    def compare(nets):
        models = {which: mlp(net) for which, net in nets.items()}
        for which, net in nets.items():
            models[which].forward(net.x)
        for which, net in nets.items():
            models[which].backward(as_the_loss_gives_it(net.upstream))
        grads = {which: model.grads for which, model in models.items()}
        actual = {f"{name} of the {which}": value for which in nets for name, value in grads[which].items()}
        right = {which: net.gradients() for which, net in nets.items()}
        expected = {f"{name} of the {which}": value for which in nets for name, value in right[which].items()}
        check_close(actual, expected, of="{} MLP", hint=_shared)

    beyond_differences(compare, {which: net.drowned() for which, net in plain.items()}, plain)


def _shared(actual, expected):
    """A hint where only the first one is disturbed: its forward came before the second one's, its backward after."""
    second = [name for name in expected if name.endswith("second")]
    if all(np.allclose(actual[name], expected[name], rtol=1e-3) for name in second):
        return "Is something stored in the class or in a global variable? Every MLP needs its own: self.cache."
    return None


@asks_for_what_it_gives(because="its arguments must not change")
@weight(0.5)
@number("4.5")
def test_forward_leaves_its_input(student, network, mlp):
    """forward does not change x or the parameters"""
    net = network("relu", "relu")
    model = mlp(net)
    x = put(student, net.x)
    y_hat, parameters = model.forward(x), model.parameters
    actual = {"x": value_of(x), **parameters}
    check(np.shape(y_hat) == (10, 3), "forward of x (10, 4) must return y_hat (10, 3) here.")
    check_close(actual, net.inputs, of="{} after forward")


@asks_for_what_it_gives(because="its arguments must not change")
@weight(0.5)
@number("4.6")
def test_backward_leaves_its_input(student, network, mlp):
    """backward does not change x, dJdy_hat or the parameters"""
    net = network("relu", "relu")
    model = mlp(net)
    x, dJdy_hat = put(student, net.x), put(student, net.upstream)
    model.forward(x)
    model.backward(dJdy_hat)
    grads, parameters = model.grads, model.parameters
    actual = {**value_of({"x": x, "dJdy_hat": dJdy_hat}), **parameters}
    check_not_all_zero(grads, net)
    check_close(actual, {**net.inputs, "dJdy_hat": net.upstream}, of="{} after backward")


@asks_for_what_it_gives(because="its arguments must not change")
@weight(1)
@number("4.7")
@pytest.mark.parametrize("name", ["mse_loss", "bce_loss"])
def test_loss_leaves_its_input(student, draw, name):
    """mse_loss and bce_loss do not change y or y_hat"""
    y = (draw.uniform(0, 1, (8, 3)) > 0.5).float()
    y_hat = draw.uniform(0.02, 0.98, (8, 3))
    y_there, y_hat_there = put(student, y), put(student, y_hat)
    result = getattr(student, name)(y_there, y_hat_there)
    after = value_of({"y": y_there, "y_hat": y_hat_there})
    check(isinstance(result, (tuple, list)) and len(result) == 2, f"{name} must return the loss and dJdy_hat.")
    check_close(after, {"y": y, "y_hat": y_hat}, of=f"{{}} after {name}")


@weight(2)
@number("4.8")
@visibility("visible")
def test_no_autograd(network, mlp):
    """forward and backward work without autograd"""
    plain = network("relu", "identity")

    def compare(net):
        _, grads = run(mlp(net), net)  # a use of autograd is refused where it happens: here, or in any other test
        check_not_all_zero(grads, net)

    beyond_differences(compare, plain.flooded(), plain)


def check_not_all_zero(grads, net):
    """backward did something: what it must leave alone is worth no points alone."""
    check(
        any(np.any(np.asarray(grads.get(name, 0)) != 0) for name in net.gradients()),
        "After backward, every entry of grads is still zero. backward must store its results in self.grads.",
    )
