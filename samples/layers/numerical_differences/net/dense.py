"""Affine layers, ReLU, and flattening."""

import numpy as np

from net.slopes import Numerical


class Affine(Numerical):
    """x W + b, for a batch of rows."""

    def __init__(self, W, b):
        """W (inputs, outputs), b (outputs,)"""
        self.parameters = {"W": W, "b": b}
        self.gradients = {}

    def forward(self, x, training=True):
        self.keep(x, training)
        return self.compute(self.x, training)

    def compute(self, x, training):
        """x (N, inputs) -> (N, outputs). Keep what backward needs, as you like."""
        self.x = x
        return x @ self.parameters["W"] + self.parameters["b"]


class ReLU(Numerical):
    """x where it is positive, 0 elsewhere; for arrays of any shape."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        self.keep(x, training)
        return self.compute(self.x, training)

    def compute(self, x, training):
        self.passes = x > 0
        return np.maximum(x, 0)


class Flatten(Numerical):
    """Each example's array as one row: (N, C, H, W) -> (N, C * H * W)."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        self.keep(x, training)
        return self.compute(self.x, training)

    def compute(self, x, training):
        self.shape = x.shape
        return x.reshape(len(x), np.prod(x.shape[1:]))

