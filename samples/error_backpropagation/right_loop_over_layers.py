"""Right: one loop over the layers; DB keeps its examples' axis as (1, out); exercise 2 with torch.nn.functional."""

import numpy as np
import torch.nn.functional as F


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    inputs = [X, A1, A2, A3]
    pre_activations = [Z1, Z2, Z3]
    DW, DB = [None] * 4, [None] * 4
    delta = 2 * (Y - T) / T.size
    for i in (3, 2, 1, 0):
        DW[i] = inputs[i].T @ delta
        DB[i] = np.sum(delta, axis=0, keepdims=True)
        if i > 0:
            delta = np.where(pre_activations[i - 1] > 0, delta @ W[i].T, 0)
    return DW, DB


def exercise2(W, B, X, T):
    A = X
    for w, b in zip(W[:-1], B[:-1]):
        A = F.relu(F.linear(A, w.t(), b))
    return F.mse_loss(F.linear(A, W[-1].t(), B[-1]), T)
