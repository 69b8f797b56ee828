"""Affine layers, ReLU, and flattening."""

import numpy as np


class Affine:
    """x W + b, for a batch of rows."""

    def __init__(self, W, b):
        """W (inputs, outputs), b (outputs,)"""
        self.parameters = {"W": W, "b": b}
        self.gradients = {}

    def forward(self, x, training=True):
        """x (N, inputs) -> (N, outputs). Keep what backward needs, as you like."""
        self.x = x
        return x @ self.parameters["W"] + self.parameters["b"]

    def backward(self, upstream):
        """upstream (N, outputs) is dL/d(output). Sets self.gradients, dL/dW and dL/db; returns dL/dx."""
        self.gradients = {"W": self.x.T @ upstream, "b": upstream.sum(axis=0)}
        return upstream @ self.parameters["W"].T


class ReLU:
    """x where it is positive, 0 elsewhere; for arrays of any shape."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        self.passes = x > 0
        return np.maximum(x, 0)

    def backward(self, upstream):
        return upstream * self.passes


class Flatten:
    """Each example's array as one row: (N, C, H, W) -> (N, C * H * W)."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        self.shape = x.shape
        return x.reshape(len(x), np.prod(x.shape[1:]))

    def backward(self, upstream):
        return upstream.reshape(self.shape)
