"""Layers that a student's network is tried out with: simple ones, whose order matters forward and backward."""

import numpy as np


class Roll:
    """What stands in the next column to the left, plus a number."""

    def __init__(self, by):
        self.by, self.parameters, self.gradients = by, {}, {}

    def forward(self, x, training=True):
        self.told = training
        return np.roll(x, 1, axis=1) + self.by

    def backward(self, upstream):
        return np.roll(upstream, -1, axis=1)


class Square(Roll):
    def forward(self, x, training=True):
        self.told, self.x = training, x
        return x**2 + self.by

    def backward(self, upstream):
        return 2 * self.x * upstream


def network(make, numbers):
    """The student's Network of these."""
    return make([kind(by) for kind, by in zip([Roll, Square, Roll, Square], numbers)])


def told(network):
    """What each layer was told: is this training?"""
    return [float(layer.told) for layer in network.layers]
