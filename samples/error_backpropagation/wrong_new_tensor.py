"""Wrong: err is put into a new tensor, which has a graph of its own."""
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
    A = X
    for i in range(3):
        A = (A @ W[i] + B[i]).relu()
    err = torch.mean((A @ W[3] + B[3] - T) ** 2)
    return torch.tensor(err.item(), requires_grad=True)
