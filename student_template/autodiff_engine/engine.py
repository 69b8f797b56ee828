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
        # TODO: the sum, and its derivatives with respect to both
        raise NotImplementedError("TODO: the sum, and its derivatives with respect to both")

    def __sub__(self, other):
        """self - other"""
        # TODO: the difference, and its derivatives with respect to both
        raise NotImplementedError("TODO: the difference, and its derivatives with respect to both")

    def __mul__(self, other):
        """self * other"""
        # TODO: the product, and its derivatives with respect to both
        raise NotImplementedError("TODO: the product, and its derivatives with respect to both")

    def __truediv__(self, other):
        """self / other"""
        # TODO: the quotient, and its derivatives with respect to both
        raise NotImplementedError("TODO: the quotient, and its derivatives with respect to both")

    def __pow__(self, exponent):
        """self ** exponent; the exponent is a plain number: 2, -1, 0.5."""
        # TODO: the power, and its derivative
        raise NotImplementedError("TODO: the power, and its derivative")

    def __neg__(self):
        """-self"""
        # TODO: the negative, and its derivative
        raise NotImplementedError("TODO: the negative, and its derivative")

    def __radd__(self, other):
        """other + self, where other is a plain number: Python asks here, because numbers do not know a Value."""
        # TODO: a plain number + self
        raise NotImplementedError("TODO: a plain number + self")

    def __rsub__(self, other):
        """other - self, where other is a plain number"""
        # TODO: a plain number - self
        raise NotImplementedError("TODO: a plain number - self")

    def __rmul__(self, other):
        """other * self, where other is a plain number"""
        # TODO: a plain number * self
        raise NotImplementedError("TODO: a plain number * self")

    def __rtruediv__(self, other):
        """other / self, where other is a plain number"""
        # TODO: a plain number / self
        raise NotImplementedError("TODO: a plain number / self")

    def tanh(self):
        """The hyperbolic tangent of self"""
        # TODO: the tangent, and its derivative
        raise NotImplementedError("TODO: the tangent, and its derivative")

    def relu(self):
        """self where it is positive, 0 elsewhere"""
        # TODO: the rectified number, and its derivative
        raise NotImplementedError("TODO: the rectified number, and its derivative")

    def exp(self):
        """e to the power of self"""
        # TODO: the power of e, and its derivative
        raise NotImplementedError("TODO: the power of e, and its derivative")

    def backward(self):
        """Add to the `grad` of each Value that self was computed from: the derivative of self with respect to it.

        Added, not assigned: a Value may be used several times, and in several results. Each Value hands its derivative
        on once, after all that were computed from it (a topological order), so this takes as long as computing did.
        """
        # TODO: find the order, then hand the derivatives on in it
        raise NotImplementedError("TODO: find the order, then hand the derivatives on in it")


def as_value(number):
    """Given. The Value itself, or a Value of a plain number."""
    return number if isinstance(number, Value) else Value(number)


class Neuron:
    """A weighted sum of its inputs and a bias, and an activation of that: "tanh", "relu" or "linear" (none)."""

    def __init__(self, n_inputs, activation="tanh"):
        """n_inputs random weights between -1 and 1, and a bias of 0: all Values."""
        self.activation = activation
        self.bias = Value(0.0)
        # TODO: self.weights, a list
        raise NotImplementedError("TODO: self.weights, a list")

    def __call__(self, inputs):
        """The output, a Value; inputs is a list of numbers or Values."""
        # TODO: the weighted sum and the bias, then the activation
        raise NotImplementedError("TODO: the weighted sum and the bias, then the activation")

    def parameters(self):
        """A list: the weights, then the bias."""
        # TODO: all parameters of this neuron
        raise NotImplementedError("TODO: all parameters of this neuron")


class Layer:
    """Neurons that get the same inputs."""

    def __init__(self, n_inputs, n_outputs, activation="tanh"):
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_outputs)]

    def __call__(self, inputs):
        """A list with the output of each neuron, also where it is one."""
        # TODO: the outputs of all neurons
        raise NotImplementedError("TODO: the outputs of all neurons")

    def parameters(self):
        """The parameters of the first neuron, then those of the second, and so on: one list."""
        # TODO: the parameters of all neurons
        raise NotImplementedError("TODO: the parameters of all neurons")


class MLP:
    """Layers one behind the other, the last one linear. MLP(3, [4, 2]) has 3 inputs, 4 hidden neurons, 2 outputs."""

    def __init__(self, n_inputs, widths, activation="tanh"):
        # TODO: self.layers; all but the last have the activation
        raise NotImplementedError("TODO: self.layers; all but the last have the activation")

    def __call__(self, inputs):
        """The list of outputs of the last layer."""
        # TODO: what goes through all layers
        raise NotImplementedError("TODO: what goes through all layers")

    def parameters(self):
        """The parameters of the first layer, then those of the second, and so on: one list."""
        # TODO: the parameters of all layers
        raise NotImplementedError("TODO: the parameters of all layers")


def squared_error(model, examples, targets):
    """The sum of (output - target) ** 2 over all outputs, averaged over the examples: a Value.

    examples and targets are lists of lists of numbers, one for each example.
    """
    # TODO: the loss
    raise NotImplementedError("TODO: the loss")


def train(model, examples, targets, steps, learning_rate):
    """Gradient descent on squared_error, with all examples at each step.

    Returns a list of plain numbers: the loss before each step. Each step changes the `data` of every parameter.
    """
    losses = []
    for _ in range(steps):
        # TODO: the loss, fresh gradients, and one step down
        raise NotImplementedError("TODO: the loss, fresh gradients, and one step down")
    return losses
