"""What a student hands in, with one that lies."""

import contextlib
import time

import numpy as np
import torch

noted = []


is_within = []


@contextlib.contextmanager
def quiet():
    is_within.append(1)
    try:
        yield
    finally:
        is_within.pop()


def is_quiet():
    return float(len(is_within))


def note(x):
    noted.append(x)
    return len(noted)


def double(x):
    return 2 * x


def pair(x):
    return float(np.sum(x)), 2 * x


def table(x):
    return {"W": x, "b": {"inner": 3 * x}}


def tensor(x):
    return torch.as_tensor(x) * 2


def fails(x):
    raise ValueError(f"not like {type(x).__name__}")


def nothing(x):
    return None


def text(x):
    return "relu"


def slow(x):
    time.sleep(0.35)
    return x


def overwrites(x):
    buffer[:] = x
    return buffer


buffer = np.zeros(2)


def apply(function, x):
    return function(function(x))


def make(value):
    return Value(value)


class Layer:
    def __init__(self, W):
        self.W, self.gradient = W, {}

    def forward(self, x):
        self.x = x
        return self.activate(x @ self.W)

    def activate(self, z):
        return abs(z)

    def backward(self, upstream):
        self.gradient = {"W": self.x.T @ upstream}
        return upstream @ self.W.T

    @property
    def broken(self):
        return self.nowhere

    def __matmul__(self, x):
        return self.W @ x


class Value:
    def __init__(self, data):
        self.data, self.grad = data, 0.0

    def __mul__(self, other):
        return Value(self.data * (other.data if isinstance(other, Value) else other))

    __rmul__ = __mul__

    def __float__(self):
        return float(self.data)

    def __lt__(self, other):
        return True

    def scaled(self, by):
        return Value(by * self.data)

    @property
    def twin(self):
        return Value(self.data)

    def tanh(self):
        return Value(np.tanh(self.data))


class Liar(np.ndarray):
    def all(self, *arguments, **more):
        return np.True_

    def __sub__(self, other):
        noted.append(other)
        return np.zeros(2)

    __gt__ = __eq__ = lambda self, other: np.ones(2, bool)

    def allclose(self, other):
        noted.append(other)
        return True


def liar(x):
    return np.zeros(2).view(Liar)


def made(W):
    return Layer(W)
