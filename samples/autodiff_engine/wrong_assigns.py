"""Each operation leaves a function behind that hands the gradient on."""

import math
import random


class Value:
    def __init__(self, data, children=()):
        self.data = float(data)
        self.grad = 0.0
        self.children = children
        self.hand_on = None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def hand_on():
            self.grad = out.grad
            other.grad = out.grad

        out.hand_on = hand_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def hand_on():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out.hand_on = hand_on
        return out

    def __pow__(self, n):
        assert isinstance(n, (int, float)), "the exponent is a plain number"
        out = Value(self.data**n, (self,))

        def hand_on():
            self.grad += n * self.data ** (n - 1) * out.grad

        out.hand_on = hand_on
        return out

    def tanh(self):
        e = math.exp(2 * self.data)
        t = (e - 1) / (e + 1)
        out = Value(t, (self,))

        def hand_on():
            self.grad += (1 - t * t) * out.grad

        out.hand_on = hand_on
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0.0, (self,))

        def hand_on():
            self.grad += (out.data > 0) * out.grad

        out.hand_on = hand_on
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def hand_on():
            self.grad += out.data * out.grad

        out.hand_on = hand_on
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return (-self) + other

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self**-1 * other

    def backward(self):
        order = []
        visited = set()

        def build(v):
            if v in visited:
                return
            visited.add(v)
            for child in v.children:
                build(child)
            order.append(v)

        build(self)
        self.grad = 1.0
        while order:
            v = order.pop()
            if v.hand_on:
                v.hand_on()


class Module:
    def parameters(self):
        return []


class Neuron(Module):
    def __init__(self, n_inputs, activation="tanh"):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(n_inputs)]
        self.b = Value(0)
        self.activation = activation

    def __call__(self, inputs):
        act = sum((wi * xi for wi, xi in zip(self.w, inputs)), self.b)
        if self.activation == "tanh":
            return act.tanh()
        if self.activation == "relu":
            return act.relu()
        return act

    def parameters(self):
        return self.w + [self.b]


class Layer(Module):
    def __init__(self, n_inputs, n_outputs, activation="tanh"):
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_outputs)]

    def __call__(self, inputs):
        return [n(inputs) for n in self.neurons]

    def parameters(self):
        return [p for n in self.neurons for p in n.parameters()]


class MLP(Module):
    def __init__(self, n_inputs, widths, activation="tanh"):
        sizes = [n_inputs] + widths
        self.layers = [
            Layer(sizes[i], sizes[i + 1], activation if i != len(widths) - 1 else "linear") for i in range(len(widths))
        ]

    def __call__(self, inputs):
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0.0


def squared_error(model, examples, targets):
    total = Value(0)
    for x, y in zip(examples, targets):
        total = total + sum((o - t) ** 2 for o, t in zip(model(x), y))
    return total * (1 / len(examples))


def train(model, examples, targets, steps, learning_rate):
    losses = []
    for step in range(steps):
        loss = squared_error(model, examples, targets)
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data += -learning_rate * p.grad
        losses.append(loss.data)
    return losses
