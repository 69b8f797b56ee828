"""Homework autodiff_engine: numbers that remember how they were computed, and a small network made of them."""

import math
import random


class Value:
    """A number: `data` is the number itself, `grad` the derivative of a result with respect to it,
    once backward() of the result was called.

    `operands` are the Values that it was computed from, `slopes` its derivatives with respect to each of them, as
    plain numbers. They are a suggestion: keep what you like instead. Value(2.0), `data` and `grad` must work.
    """

    def __init__(self, data, operands=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.operands = operands
        self.slopes = slopes

    def __repr__(self):
        return f"Value({self.data})"

    def __add__(self, other):
        """self + other; other is a Value or a plain number, here and below."""
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        """self - other"""
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def __mul__(self, other):
        """self * other"""
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __truediv__(self, other):
        """self / other"""
        other = as_value(other)
        return Value(self.data / other.data, (self, other), (1 / other.data, -self.data / other.data**2))

    def __pow__(self, exponent):
        """self ** exponent; the exponent is a plain number: 2, -1, 0.5."""
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def __neg__(self):
        """-self"""
        return Value(-self.data, (self,), (-1.0,))

    def __radd__(self, other):
        """other + self, where other is a plain number: Python asks here, because numbers do not know a Value."""
        return as_value(other) + self

    def __rsub__(self, other):
        """other - self, where other is a plain number"""
        return as_value(other) - self

    def __rmul__(self, other):
        """other * self, where other is a plain number"""
        return as_value(other) * self

    def __rtruediv__(self, other):
        """other / self, where other is a plain number"""
        return as_value(other) / self

    def tanh(self):
        """The hyperbolic tangent of self"""
        tangent = math.tanh(self.data)
        return Value(tangent, (self,), (1 - tangent**2,))

    def relu(self):
        """self where it is positive, 0 elsewhere"""
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def exp(self):
        """e to the power of self"""
        power = math.exp(self.data)
        return Value(power, (self,), (power,))

    def backward(self):
        """Add to the `grad` of each Value that self was computed from: the derivative of self with respect to it.

        Added, not assigned: a Value may be used several times, and in several results. Each Value hands its derivative
        on once, after all that were computed from it (a topological order), so this takes as long as computing did.
        """
        self.hand_on(1.0)

    def hand_on(self, gradient):
        self.grad += gradient
        for operand, slope in zip(self.operands, self.slopes):
            operand.hand_on(slope * gradient)


def as_value(number):
    """Given. The Value itself, or a Value of a plain number."""
    return number if isinstance(number, Value) else Value(number)


class Neuron:
    """A weighted sum of its inputs and a bias, and an activation of that: "tanh", "relu" or "linear" (none)."""

    def __init__(self, n_inputs, activation="tanh"):
        """n_inputs random weights between -1 and 1, and a bias of 0: all Values."""
        self.activation = activation
        self.bias = Value(0.0)
        self.weights = [Value(random.uniform(-1, 1)) for _ in range(n_inputs)]

    def __call__(self, inputs):
        """The output, a Value; inputs is a list of numbers or Values."""
        total = self.bias
        for weight, value in zip(self.weights, inputs):
            total = total + weight * value
        return total if self.activation == "linear" else getattr(total, self.activation)()

    def parameters(self):
        """A list: the weights, then the bias."""
        return [*self.weights, self.bias]


class Layer:
    """Neurons that get the same inputs."""

    def __init__(self, n_inputs, n_outputs, activation="tanh"):
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_outputs)]

    def __call__(self, inputs):
        """A list with the output of each neuron, also where it is one."""
        return [neuron(inputs) for neuron in self.neurons]

    def parameters(self):
        """The parameters of the first neuron, then those of the second, and so on: one list."""
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP:
    """Layers one behind the other, the last one linear. MLP(3, [4, 2]) has 3 inputs, 4 hidden neurons, 2 outputs."""

    def __init__(self, n_inputs, widths, activation="tanh"):
        sizes = [n_inputs, *widths]
        kinds = [activation] * (len(widths) - 1) + ["linear"]
        self.layers = [Layer(*layer) for layer in zip(sizes, widths, kinds)]

    def __call__(self, inputs):
        """The list of outputs of the last layer."""
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def parameters(self):
        """The parameters of the first layer, then those of the second, and so on: one list."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]


def squared_error(model, examples, targets):
    """The sum of (output - target) ** 2 over all outputs, averaged over the examples: a Value.

    examples and targets are lists of lists of numbers, one for each example.
    """
    errors = [
        (output - wanted) ** 2
        for example, target in zip(examples, targets)
        for output, wanted in zip(model(example), target)
    ]
    return sum(errors) / len(examples)


def train(model, examples, targets, steps, learning_rate):
    """Gradient descent on squared_error, with all examples at each step.

    Returns a list of plain numbers: the loss before each step. Each step changes the `data` of every parameter.
    """
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
