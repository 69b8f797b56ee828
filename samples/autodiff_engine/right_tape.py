"""Every Value notes itself on a tape when it is made: backward reads the tape from the end."""

import math
import random

import numpy as np

TAPE = []


class Value:
    def __init__(self, data, parts=()):
        self.data = np.float64(data)
        self.grad = np.float64(0)
        self.parts = parts
        TAPE.append(self)

    def __add__(self, other):
        if not isinstance(other, Value):
            return Value(self.data + other, [(self, 1.0)])
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    __radd__ = __add__

    def __neg__(self):
        return Value(-self.data, [(self, -1.0)])

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if not isinstance(other, Value):
            return Value(self.data * other, [(self, other)])
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    __rmul__ = __mul__

    def __pow__(self, n):
        return Value(self.data**n, [(self, n * self.data ** (n - 1.0))])

    def __truediv__(self, other):
        return self * (1 / other) if not isinstance(other, Value) else self * other**-1.0

    def __rtruediv__(self, other):
        return other * self**-1.0

    def tanh(self):
        return Value(np.tanh(self.data), [(self, 1 - np.tanh(self.data) ** 2)])

    def relu(self):
        return Value(np.maximum(self.data, 0), [(self, np.heaviside(self.data, 0.5))])

    def exp(self):
        return Value(np.exp(self.data), [(self, np.exp(self.data))])

    def backward(self):
        gradients = {self: 1.0}  # of this result alone
        for value in reversed(TAPE[: TAPE.index(self) + 1]):
            gradient = gradients.pop(value, 0.0)
            value.grad += gradient
            for part, slope in value.parts:
                gradients[part] = gradients.get(part, 0.0) + slope * gradient


class Neuron:

    def __init__(self, n_inputs, activation="tanh"):
        self.activation = activation
        self.bias = Value(0.0)
        self.weights = [Value(random.uniform(-1, 1)) for _ in range(n_inputs)]

    def __call__(self, inputs):
        total = self.bias
        for weight, value in zip(self.weights, inputs):
            total = total + weight * value
        return total if self.activation == "linear" else getattr(total, self.activation)()

    def parameters(self):
        return [*self.weights, self.bias]


class Layer:

    def __init__(self, n_inputs, n_outputs, activation="tanh"):
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_outputs)]

    def __call__(self, inputs):
        return [neuron(inputs) for neuron in self.neurons]

    def parameters(self):
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP:

    def __init__(self, n_inputs, widths, activation="tanh"):
        sizes = [n_inputs, *widths]
        kinds = [activation] * (len(widths) - 1) + ["linear"]
        self.layers = [Layer(*layer) for layer in zip(sizes, widths, kinds)]

    def __call__(self, inputs):
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]


def squared_error(model, examples, targets):
    errors = [
        (output - wanted) ** 2
        for example, target in zip(examples, targets)
        for output, wanted in zip(model(example), target)
    ]
    return sum(errors) / len(examples)


def train(model, examples, targets, steps, learning_rate):
    losses = []
    for _ in range(steps):
        loss = squared_error(model, examples, targets)
        losses.append(loss.data)
        for parameter in model.parameters():
            parameter.grad = 0.0
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= learning_rate * parameter.grad
    return losses
