"""All operations are in one table: how to compute, and how to derive."""

import math
import random

TABLE = {
    "+": (lambda a, b: a + b, lambda y, a, b: (1, 1)),
    "-": (lambda a, b: a - b, lambda y, a, b: (1, -1)),
    "*": (lambda a, b: a * b, lambda y, a, b: (b, a)),
    "/": (lambda a, b: a / b, lambda y, a, b: (1 / b, -y / b)),
    "neg": (lambda a: -a, lambda y, a: (-1,)),
    "tanh": (math.tanh, lambda y, a: (1 / math.cosh(a) ** 2,)),
    "relu": (lambda a: (a + abs(a)) / 2, lambda y, a: (float(a >= 0),)),
    "exp": (math.exp, lambda y, a: (y,)),
}


class Value:
    def __init__(self, data, name=None, inputs=()):
        self.data, self.grad, self.name, self.inputs = data, 0, name, inputs

    def backward(self):
        waiting = {}  # how many of its users have not handed on yet
        stack, reached = [self], {id(self)}
        while stack:
            for one in stack.pop().inputs:
                waiting[id(one)] = waiting.get(id(one), 0) + 1
                if id(one) not in reached:
                    reached.add(id(one))
                    stack.append(one)
        self.grad = 1
        ready = [self]
        while ready:
            one = ready.pop()
            for operand, slope in zip(one.inputs, one.slopes()):
                operand.grad += slope * one.grad
                waiting[id(operand)] -= 1
                if not waiting[id(operand)]:
                    ready.append(operand)

    def slopes(self):
        if self.name is None:
            return ()
        numbers = [one.data for one in self.inputs]
        if self.name == "**":
            return (self.exponent * numbers[0] ** (self.exponent - 1),)
        return TABLE[self.name][1](self.data, *numbers)

    def __pow__(self, exponent):
        power = Value(math.pow(self.data, exponent), "**", (self,))
        power.exponent = exponent
        return power


def compute(name, *inputs):
    inputs = tuple(one if isinstance(one, Value) else Value(one) for one in inputs)
    return Value(TABLE[name][0](*(one.data for one in inputs)), name, inputs)


def install(method, name, reflected=None):
    setattr(Value, method, lambda *operands: compute(name, *operands))
    if reflected:
        setattr(Value, reflected, lambda a, b: compute(name, b, a))


install("__add__", "+", "__radd__")
install("__sub__", "-", "__rsub__")
install("__mul__", "*", "__rmul__")
install("__truediv__", "/", "__rtruediv__")
for method, name in {"__neg__": "neg", "tanh": "tanh", "relu": "relu", "exp": "exp"}.items():
    install(method, name)


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
