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
        # SOLUTION BEGIN: add, and hand the derivative on to both
        other = other if isinstance(other, Value) else Value(other)
        result = Value(self.data + other.data, (self, other))

        def hand_on():
            self.grad += result.grad
            other.grad += result.grad

        result.hand_on = hand_on
        return result
        # SOLUTION END

    def __mul__(self, other):
        """self * other; other may be a plain number."""
        # SOLUTION BEGIN: multiply, and hand the derivative on to both
        other = other if isinstance(other, Value) else Value(other)
        result = Value(self.data * other.data, (self, other))

        def hand_on():
            self.grad += other.data * result.grad
            other.grad += self.data * result.grad

        result.hand_on = hand_on
        return result
        # SOLUTION END

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    __radd__ = __add__
    __rmul__ = __mul__

    def tanh(self):
        # SOLUTION BEGIN: the hyperbolic tangent, and its derivative
        value = math.tanh(self.data)
        result = Value(value, (self,))

        def hand_on():
            self.grad += (1 - value**2) * result.grad

        result.hand_on = hand_on
        return result
        # SOLUTION END

    def backward(self):
        """Set `grad` of every number that this one was made of."""
        # SOLUTION BEGIN: visit each number after all that were made of it
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for one in value.made_of:
                    visit(one)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            value.hand_on()
        # SOLUTION END
