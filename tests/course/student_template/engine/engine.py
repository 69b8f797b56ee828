"""Numbers that remember how they were made."""

import math


class Value:
    """A number, the numbers it was made of, and its part in a derivative."""

    def __init__(self, data, made_of=()):
        self.data = data
        self.grad = 0.0
        self.made_of = made_of
        self.hand_on = lambda: None

    def __add__(self, other):
        """self + other; other may be a plain number."""
        # TODO: add, and hand the derivative on to both
        raise NotImplementedError("TODO: add, and hand the derivative on to both")

    def __mul__(self, other):
        """self * other; other may be a plain number."""
        # TODO: multiply, and hand the derivative on to both
        raise NotImplementedError("TODO: multiply, and hand the derivative on to both")

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__ = __add__
    __rmul__ = __mul__

    def tanh(self):
        # TODO: the hyperbolic tangent, and its derivative
        raise NotImplementedError("TODO: the hyperbolic tangent, and its derivative")

    def backward(self):
        """Set `grad` of every number that this one was made of."""
        # TODO: visit each number after all that were made of it
        raise NotImplementedError("TODO: visit each number after all that were made of it")
