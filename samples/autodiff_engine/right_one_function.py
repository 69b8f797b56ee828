# Value with slots; a neuron returns its Value, an MLP with one output still a list.
from math import exp, tanh
from random import uniform


class Value:
    __slots__ = ("data", "grad", "_prev", "_d")

    def __init__(self, data, _prev=(), _d=()):
        self.data, self.grad, self._prev, self._d = data, 0.0, _prev, _d

    def _of(self, other):
        return other.data if isinstance(other, Value) else other

    def _two(self, other, data, mine, its):
        if isinstance(other, Value):
            return Value(data, (self, other), (mine, its))
        return Value(data, (self,), (mine,))

    def __add__(self, o):
        return self._two(o, self.data + self._of(o), 1.0, 1.0)

    def __mul__(self, o):
        return self._two(o, self.data * self._of(o), self._of(o), self.data)

    def __sub__(self, o):
        return self._two(o, self.data - self._of(o), 1.0, -1.0)

    def __truediv__(self, o):
        d = self._of(o)
        return self._two(o, self.data / d, 1 / d, -self.data / (d * d))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, o):
        return Value(o - self.data, (self,), (-1.0,))

    def __rtruediv__(self, o):
        return Value(o / self.data, (self,), (-o / self.data**2,))

    def __neg__(self):
        return 0.0 - self

    def __pow__(self, n):
        y = self.data**n
        return Value(y, (self,), (n * y / self.data,))

    def tanh(self):
        t = tanh(self.data)
        return Value(t, (self,), ((1 - t) * (1 + t),))

    def relu(self):
        return self * (self.data > 0)

    def exp(self):
        y = exp(self.data)
        return Value(y, (self,), (y,))

    def __repr__(self):
        return f"{self.data:.4f} (grad {self.grad:.4f})"

    def backward(self):
        stack, order, seen = [(self, False)], [], set()
        while stack:
            v, done = stack.pop()
            if done:
                order.append(v)
            elif id(v) not in seen:
                seen.add(id(v))
                stack.append((v, True))
                stack += [(p, False) for p in v._prev]
        self.grad = 1.0
        for v in order[::-1]:
            for p, d in zip(v._prev, v._d):
                p.grad = p.grad + d * v.grad


class Neuron:
    def __init__(self, n_inputs, activation="tanh"):
        self.p = [Value(uniform(-1, 1)) for _ in range(n_inputs)] + [Value(0.0)]
        self.f = {"tanh": Value.tanh, "relu": Value.relu, "linear": lambda v: v}[activation]

    def __call__(self, x):
        s = self.p[-1]
        for i in range(len(self.p) - 1):
            s = s + x[i] * self.p[i]
        return self.f(s)

    def parameters(self):
        return self.p


class Layer:
    def __init__(self, n_inputs, n_outputs, activation="tanh"):
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_outputs)]

    def __call__(self, x):
        return tuple(n(x) for n in self.neurons)

    def parameters(self):
        out = []
        for n in self.neurons:
            out.extend(n.parameters())
        return out


class MLP(Layer):
    def __init__(self, n_inputs, widths, activation="tanh"):
        self.neurons = []
        for k, width in enumerate(widths):
            last = k == len(widths) - 1
            self.neurons.append(Layer(n_inputs, width, "linear" if last else activation))
            n_inputs = width

    def __call__(self, x):
        for layer in self.neurons:
            x = layer(x)
        return x


def squared_error(model, examples, targets):
    loss = 0
    for x, y in zip(examples, targets):
        for o, t in zip(model(x), y):
            d = t - o
            loss = loss + d * d / len(examples)
    return loss


def train(model, examples, targets, steps, learning_rate):
    history = []
    for _ in range(steps):
        loss = squared_error(model, examples, targets)
        loss.backward()
        history.append(loss.data)
        for p in model.parameters():
            p.data = p.data - learning_rate * p.grad
            p.grad = 0.0
    return history
