"""Wrong: the bias gradient is a mean over the examples where it should be a sum."""

import numpy as np
import torch

relu_prime = lambda z: (z > 0).astype(float)


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    e4 = 2 * (Y - T) / (Y.shape[0] * Y.shape[1])
    e3 = relu_prime(Z3) * (e4 @ W[3].T)
    e2 = relu_prime(Z2) * (e3 @ W[2].T)
    e1 = relu_prime(Z1) * (e2 @ W[1].T)
    return (
        [X.T @ e1, A1.T @ e2, A2.T @ e3, A3.T @ e4],
        [np.mean(e1, axis=0), np.mean(e2, axis=0), np.mean(e3, axis=0), np.mean(e4, axis=0)],
    )


def exercise2(W, B, X, T):
    A1 = (X @ W[0] + B[0]).clamp(0)
    A2 = (A1 @ W[1] + B[1]).clamp(0)
    A3 = (A2 @ W[2] + B[2]).clamp(0)
    Y = A3 @ W[3] + B[3]
    return ((Y - T) ** 2).mean()
