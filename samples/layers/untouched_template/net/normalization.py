"""Batch normalization, layer normalization, and dropout."""

import numpy as np


class BatchNorm:
    """Each feature with mean 0 and variance 1 over the batch, then times gamma plus beta."""

    def __init__(self, gamma, beta, momentum=0.9, eps=1e-5):
        """gamma and beta (features,)"""
        self.parameters = {"gamma": gamma, "beta": beta}
        self.gradients = {}
        self.momentum, self.eps = momentum, eps
        self.running_mean, self.running_variance = np.zeros(len(gamma)), np.ones(len(gamma))

    def forward(self, x, training=True):
        """x (N, features) -> (N, features).

        In training the mean and the variance are those of the batch, the variance divided by N and not by N - 1. Each
        running statistic becomes momentum * itself + (1 - momentum) * the batch's. Otherwise the running statistics
        are used, and stay as they are. x is divided by sqrt(variance + eps).
        """
        # TODO: the output, and in training the running statistics
        raise NotImplementedError("TODO: the output, and in training the running statistics")

    def backward(self, upstream):
        """Behind a forward pass in training. Sets self.gradients, dL/dgamma and dL/dbeta; returns dL/dx."""
        # TODO: self.gradients with "gamma" and "beta", and dL/dx
        raise NotImplementedError("TODO: self.gradients with \"gamma\" and \"beta\", and dL/dx")


class LayerNorm:
    """Each example with mean 0 and variance 1 over its features, then times gamma plus beta."""

    def __init__(self, gamma, beta, eps=1e-5):
        """gamma and beta (features,)"""
        self.parameters = {"gamma": gamma, "beta": beta}
        self.gradients = {}
        self.eps = eps

    def forward(self, x, training=True):
        """x (N, features) -> (N, features); x is divided by sqrt(variance + eps)."""
        # TODO: the output
        raise NotImplementedError("TODO: the output")

    def backward(self, upstream):
        """Sets self.gradients, dL/dgamma and dL/dbeta; returns dL/dx."""
        # TODO: self.gradients with "gamma" and "beta", and dL/dx
        raise NotImplementedError("TODO: self.gradients with \"gamma\" and \"beta\", and dL/dx")


class Dropout:
    """In training each number is dropped with probability `rate`; what stays is divided by 1 - rate."""

    def __init__(self, rate, seed):
        self.parameters, self.gradients = {}, {}
        self.rate = rate
        self.random = np.random.default_rng(seed)

    def forward(self, x, training=True):
        """x of any shape. In training one self.random.random(x.shape) is drawn, and what is below rate is dropped.

        Otherwise x stays as it is, and nothing is drawn.
        """
        # TODO: the output
        raise NotImplementedError("TODO: the output")

    def backward(self, upstream):
        """dL/dx, of the last forward pass."""
        # TODO: dL/dx
        raise NotImplementedError("TODO: dL/dx")
