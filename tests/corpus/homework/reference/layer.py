"""A right solution of the corpus' homework; the cases have it beside them as right.py."""

import torch


class Layer:
    def __init__(self, inputs, outputs):
        self.W = torch.randn(inputs, outputs)
        self.b = torch.zeros(outputs)
        self.gradient = {}

    def forward(self, X):
        self.X = X
        return X @ self.W + self.b

    def backward(self, upstream):
        self.gradient = {"W": self.X.T @ upstream, "b": upstream.sum(0)}
        return upstream @ self.W.T


def mean_square(y, y_hat):
    return ((y_hat - y) ** 2).mean()
