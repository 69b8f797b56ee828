"""Gradients by differences of the forward pass."""

import numpy as np

STEP = 1e-5
WEIGHTS = {1: 1 / 2}  # of output(+k h) - output(-k h), over h


def slopes(function, array, upstream):
    found = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        start = array[index]
        for k, weight in WEIGHTS.items():
            ends = []
            for sign in (1, -1):
                array[index] = start + sign * k * STEP
                ends.append(function())
            found[index] += np.sum(weight / STEP * (ends[0] - ends[1]) * upstream)
        array[index] = start
    return found


class Numerical:
    """A layer whose backward runs forward again and again."""

    def keep(self, x, *more):
        self.x, self.more = np.array(x, dtype=float), more
        self.parameters = {name: np.array(one, dtype=float) for name, one in self.parameters.items()}

    def backward(self, upstream):
        again = lambda: np.array(self.compute(self.x, *self.more))
        self.gradients = {name: slopes(again, one, upstream) for name, one in self.parameters.items()}
        return slopes(again, self.x, upstream)
