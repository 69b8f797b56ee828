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
        # SOLUTION BEGIN: the output
        self.x = x
        return x @ self.parameters["W"] + self.parameters["b"]
        # SOLUTION END

    def backward(self, upstream):
        """upstream (N, outputs) is dL/d(output). Sets self.gradients, dL/dW and dL/db; returns dL/dx."""
        # SOLUTION BEGIN: self.gradients with "W" and "b", and dL/dx
        self.gradients = {"W": self.x.T @ upstream, "b": upstream.sum(axis=0)}
        return upstream @ self.parameters["W"].T
        # SOLUTION END


class ReLU:
    """x where it is positive, 0 elsewhere; for arrays of any shape."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        # SOLUTION BEGIN: the output
        self.passes = x > 0
        return np.maximum(x, 0)
        # SOLUTION END

    def backward(self, upstream):
        # SOLUTION BEGIN: dL/dx
        return upstream * self.passes
        # SOLUTION END


class Flatten:
    """Each example's array as one row: (N, C, H, W) -> (N, C * H * W)."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        # SOLUTION BEGIN: the rows
        self.shape = x.shape
        return x.reshape(len(x), np.prod(x.shape[1:]))
        # SOLUTION END

    def backward(self, upstream):
        # SOLUTION BEGIN: dL/dx, in the shape that x had
        return upstream.reshape(self.shape)
        # SOLUTION END
