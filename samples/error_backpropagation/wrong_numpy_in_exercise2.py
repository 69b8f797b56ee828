"""Wrong: numpy's maximum in exercise 2."""
import numpy as np
import torch


def backward(W, A, D):
    if not W:
        return [], []
    *W_below, w = W
    *A_below, a = A
    DW, DB = backward(W_below, A_below, np.where(a > 0, D @ w.T, 0))
    return [*DW, (a.T @ D).tolist()], [*DB, D.sum(0).tolist()]


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    return backward(W, [X, A1, A2, A3], 2 * (Y - T) / Y.size)


def exercise2(W, B, X, T):
    A1 = np.maximum(0, X @ W[0] + B[0])
    A2 = np.maximum(0, A1 @ W[1] + B[1])
    A3 = np.maximum(0, A2 @ W[2] + B[2])
    Y = A3 @ W[3] + B[3]
    return ((Y - T) ** 2).mean()
