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
        # TODO: the output
        raise NotImplementedError("TODO: the output")

    def backward(self, upstream):
        """upstream (N, outputs) is dL/d(output). Sets self.gradients, dL/dW and dL/db; returns dL/dx."""
        # TODO: self.gradients with "W" and "b", and dL/dx
        raise NotImplementedError("TODO: self.gradients with \"W\" and \"b\", and dL/dx")


class ReLU:
    """x where it is positive, 0 elsewhere; for arrays of any shape."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        # TODO: the output
        raise NotImplementedError("TODO: the output")

    def backward(self, upstream):
        # TODO: dL/dx
        raise NotImplementedError("TODO: dL/dx")


class Flatten:
    """Each example's array as one row: (N, C, H, W) -> (N, C * H * W)."""

    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        # TODO: the rows
        raise NotImplementedError("TODO: the rows")

    def backward(self, upstream):
        # TODO: dL/dx, in the shape that x had
        raise NotImplementedError("TODO: dL/dx, in the shape that x had")
