"""Right: the derivatives travel with the numbers."""

import math


class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, list(parents)

    @staticmethod
    def of(x):
        return x if isinstance(x, Value) else Value(x)

    def __add__(self, o):
        o = Value.of(o)
        return Value(self.data + o.data, [(self, 1.0), (o, 1.0)])

    def __mul__(self, o):
        o = Value.of(o)
        return Value(self.data * o.data, [(self, o.data), (o, self.data)])

    def __neg__(self):
        return self * -1

    def __sub__(self, o):
        return self + Value.of(o) * -1

    def __rsub__(self, o):
        return Value.of(o) - self

    __radd__, __rmul__ = __add__, __mul__

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, 1 - t * t)])

    def backward(self, upstream=1.0):
        self.grad += upstream
        for parent, factor in self.parents:
            parent.backward(upstream * factor)
