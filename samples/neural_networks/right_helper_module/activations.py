"""relu and tanh, in a file of their own."""

import numpy as np


class relu:
    def forward(self, X):
        return np.where(X > 0, X, 0)

    def backward(self, X, grad):
        return np.where(X > 0, grad, 0)


class tanh:
    def forward(self, X):
        return 1 - 2 / (np.exp(2 * X) + 1)

    def backward(self, X, grad):
        h = self.forward(X)
        return (1 - h) * (1 + h) * grad
