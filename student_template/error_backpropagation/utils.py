"""Given: the data and the parameters of the homework, the same at every call."""

from itertools import pairwise

import numpy as np

WIDTHS = (8, 12, 10, 6, 2)  # inputs, three hidden layers, outputs
N = 30


def getdata():
    """(X, T): X is (30, 8), T is (30, 2)."""
    random = np.random.RandomState(1)
    X = random.normal(size=(N, WIDTHS[0]))
    T = np.stack([np.sin(X[:, 0]) + X[:, 1], X[:, 2] * X[:, 3]], axis=1)
    return X, T + 0.1 * random.normal(size=T.shape)


def getparams():
    """(W, B): two lists of four arrays, W[i] is (in, out), B[i] is (out,)."""
    random = np.random.RandomState(2)
    W = [random.normal(size=shape) * (2 / shape[0]) ** 0.5 for shape in pairwise(WIDTHS)]
    B = [random.normal(size=width) * 0.1 for width in WIDTHS[1:]]
    return W, B
