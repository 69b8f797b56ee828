"""Right: DW and DB are numpy arrays of arrays, as np.array made them of lists once."""
import numpy as np
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DW = np.empty(4, dtype=object)
    DB = np.empty(4, dtype=object)
    D = (Y - T) * (2 / Y.size)
    for i, (A, Z) in reversed(list(enumerate([(X, None), (A1, Z1), (A2, Z2), (A3, Z3)]))):
        DW[i], DB[i] = A.T @ D, D.sum(axis=0)
        if i > 0:
            D = D @ W[i].T
            D[Z <= 0] = 0
    return DW, DB


def exercise2(W, B, X, T):
    A = X
    for w, b in zip(W[:-1], B[:-1]):
        A = torch.clamp(A @ w + b, min=0)
    return torch.nn.functional.mse_loss(A @ W[-1] + B[-1], T)
