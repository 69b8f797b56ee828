"""Neuron, Layer, MLP and their training, with parameters that the tests set. The formulas are torch's."""

from dataclasses import dataclass

import pytest
import torch
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import HUGE, autograd, beyond_differences, check, check_close, once

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z}
NETWORKS = {"tanh, one hidden layer": ("tanh", 3, (4, 2)), "relu, two hidden layers": ("relu", 2, (5, 3, 2))}
XOR = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]], [[-1.0], [1.0], [1.0], [-1.0]]
STEPS, RATE = 8, 0.1
WEIGHTS = [0.75, -1.25]  # of the two outputs, in what is derived


@dataclass(frozen=True)
class Network:
    """What MLP(n_inputs, widths, activation) is, as a formula of its parameters in their order."""

    activation: str
    n_inputs: int
    widths: tuple[int, ...]

    @property
    def count(self):
        """How many parameters there are."""
        return sum(outputs * (inputs + 1) for inputs, outputs in self.layers())

    def layers(self):
        return list(zip((self.n_inputs, *self.widths), self.widths, strict=False))

    def pre_activations(self, parameters, x):
        """Of each layer, (examples, neurons); those of the last are the outputs."""
        found = []
        for inputs, outputs in self.layers():
            if found:
                x = ACTIVATIONS[self.activation](found[-1])
            neurons, parameters = parameters[: outputs * (inputs + 1)], parameters[outputs * (inputs + 1) :]
            rows = neurons.reshape(outputs, inputs + 1)
            found.append(x @ rows[:, :-1].T + rows[:, -1])
        return found

    def loss(self, parameters, x, y):
        return ((self.pre_activations(parameters, x)[-1] - y) ** 2).sum() / len(x)

    def draw(self, draw, n_examples):
        """Parameters and examples: no pre-activation near the kink, and of each layer's some below and some above 0."""

        def accept(parameters, x):
            layers = self.pre_activations(torch.tensor(parameters), torch.tensor(x))
            return all(z.abs().min() > 1e-3 and z.abs().max() < 4 and z.min() < 0 < z.max() for z in layers)

        return draw((self.count,), (n_examples, self.n_inputs), accept=accept, scale=0.8)


def loaded(model, beside, parameters):
    """The student's model, with these parameters."""
    beside("parameters").load(model, parameters.tolist())
    return model


def mlp(student, beside, network, parameters):
    return loaded(student.MLP(network.n_inputs, list(network.widths), network.activation), beside, parameters)


@weight(1)
@number("2.1")
def test_fresh_parameters(student, beside):
    """Neuron: random weights between -1 and 1, and a bias of 0"""
    *weights, bias = beside("parameters").numbers(student.Neuron(40), 41)
    check_close(bias, 0.0, of="the bias")
    check(all(isinstance(one, float) and -1 <= one <= 1 for one in weights), "Each weight should be from -1 to 1.")
    check(max(weights) - min(weights) > 0.5, "The weights should differ: each is drawn from -1 to 1.")


@weight(3)
@number("2.2")
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_neuron(student, draw, beside, activation):
    """Neuron: its output"""
    neuron = Network("linear", 3, (1,))
    parameters, x = neuron.draw(draw, 4)
    model = loaded(student.Neuron(3, activation), beside, parameters)
    expected = ACTIVATIONS[activation](neuron.pre_activations(torch.tensor(parameters), torch.tensor(x))[0])
    check_close(beside("network").numbers(model, x.tolist(), 1), expected.tolist(), of="the list of outputs")


@weight(3)
@number("2.3")
@pytest.mark.parametrize("name", NETWORKS)
def test_network(student, draw, beside, name):
    """MLP: its outputs"""
    network = Network(*NETWORKS[name])
    parameters, x = network.draw(draw, 3)
    model = mlp(student, beside, network, parameters)
    actual = beside("network").numbers(model, x.tolist(), network.widths[-1])
    check_close(
        actual,
        network.pre_activations(torch.tensor(parameters), torch.tensor(x))[-1].tolist(),
        of="the list of outputs",
    )


@weight(3)
@number("2.4")
@pytest.mark.parametrize("name", NETWORKS)
def test_gradients(student, draw, beside, name):
    """MLP: the derivatives with respect to all parameters"""
    network = Network(*NETWORKS[name])
    parameters, x = network.draw(draw, 3)
    expected = autograd(
        lambda parameters: (
            network.pre_activations(parameters, torch.tensor(x))[-1] @ torch.tensor(WEIGHTS).double()
        ).sum(),
        parameters=parameters,
    )

    def check_gradients(constant):
        model = mlp(student, beside, network, parameters)
        beside("network").weighted_sum(model, x.tolist(), WEIGHTS, student.Value(constant)).backward()
        check_close(
            beside("parameters").gradients(model, network.count), expected["parameters"], of="the list of derivatives"
        )

    beyond_differences(check_gradients, HUGE, 0.0)


@weight(2)
@number("2.5")
def test_loss(student, draw, beside):
    """squared_error"""
    network = Network("tanh", 3, (3, 2))
    parameters, x = network.draw(draw, 4)
    y = draw((4, 2))
    model = mlp(student, beside, network, parameters)
    expected = network.loss(torch.tensor(parameters), torch.tensor(x), torch.tensor(y))
    actual = beside("network").loss(student.squared_error, model, x.tolist(), y.tolist())
    check_close(actual, expected.item(), of="the loss")


@weight(4)
@number("2.6")
def test_training(student, draw, beside):
    """train: the losses and the parameters of a network that learns the exclusive or"""
    network = Network("tanh", 2, (4, 1))
    parameters, _ = network.draw(draw, 5)
    x, y = (torch.tensor(one, dtype=torch.float64) for one in XOR)

    def trained():
        p, losses = torch.tensor(parameters, requires_grad=True), []
        for _ in range(STEPS):
            loss = network.loss(p, x, y)
            losses.append(loss.item())
            (slopes,) = torch.autograd.grad(loss, p)
            p = (p - RATE * slopes).detach().requires_grad_()
        return {"losses": torch.tensor(losses).numpy(), "parameters": p.detach().numpy()}

    expected = once(trained, network, parameters)

    def check_training(parameters):
        model = mlp(student, beside, network, parameters)
        losses = student.train(model, *XOR, STEPS, RATE)
        after = beside("parameters").numbers(model, network.count)
        check_close({"losses": losses, "parameters": after}, expected, of="the list of {}")

    beyond_differences(check_training, parameters, parameters)
