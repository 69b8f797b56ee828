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
        if training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_variance = self.momentum * self.running_variance + (1 - self.momentum) * variance
        else:
            mean, variance = self.running_mean, self.running_variance
        self.deviation = np.sqrt(variance + self.eps)
        self.normalized = (x - mean) / self.deviation
        return self.parameters["gamma"] * self.normalized + self.parameters["beta"]

    def backward(self, upstream):
        """Behind a forward pass in training. Sets self.gradients, dL/dgamma and dL/dbeta; returns dL/dx."""
        self.gradients = {"gamma": (upstream * self.normalized).sum(axis=0), "beta": upstream.sum(axis=0)}
        above = upstream * self.parameters["gamma"]  # dL/d(normalized)
        along = self.normalized * (above * self.normalized).mean(axis=0)
        return (above - above.mean(axis=0) - along) / self.deviation


class LayerNorm:
    """Each example with mean 0 and variance 1 over its features, then times gamma plus beta."""

    def __init__(self, gamma, beta, eps=1e-5):
        """gamma and beta (features,)"""
        self.parameters = {"gamma": gamma, "beta": beta}
        self.gradients = {}
        self.eps = eps

    def forward(self, x, training=True):
        """x (N, features) -> (N, features); x is divided by sqrt(variance + eps)."""
        self.deviation = np.sqrt(x.var(axis=1, keepdims=True) + self.eps)
        self.normalized = (x - x.mean(axis=1, keepdims=True)) / self.deviation
        return self.parameters["gamma"] * self.normalized + self.parameters["beta"]

    def backward(self, upstream):
        """Sets self.gradients, dL/dgamma and dL/dbeta; returns dL/dx."""
        self.gradients = {"gamma": (upstream * self.normalized).sum(axis=0), "beta": upstream.sum(axis=0)}
        above = upstream * self.parameters["gamma"]  # dL/d(normalized)
        along = self.normalized * (above * self.normalized).mean(axis=1, keepdims=True)
        return (above - above.mean(axis=1, keepdims=True) - along) / self.deviation


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
        self.scale = (self.random.random(x.shape) >= self.rate) / (1 - self.rate) if training else np.ones(x.shape)
        return x * self.scale

    def backward(self, upstream):
        """dL/dx, of the last forward pass."""
        return upstream * self.scale
