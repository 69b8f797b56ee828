"""Wrong: exercise 2 computes the error with numpy, so nothing can be differentiated; its value is right."""

import numpy as np
import torch


def forward(W, B, X):
    A = [X]
    for i in range(3):
        A.append(np.maximum(0, A[-1] @ W[i] + B[i]))
    return A, A[3] @ W[3] + B[3]


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    d = 2 * (Y - T) / Y.size
    DW, DB = [A3.T @ d], [d.sum(0)]
    for w, z, a in ((W[3], Z3, A2), (W[2], Z2, A1), (W[1], Z1, X)):
        d = d @ w.T * np.heaviside(z, 0)
        DW = [a.T @ d, *DW]
        DB = [d.sum(0), *DB]
    return DW, DB


def exercise2(W, B, X, T):
    W = [w.detach().numpy() for w in W]
    B = [b.detach().numpy() for b in B]
    _, Y = forward(W, B, X.numpy())
    err = torch.tensor(((Y - T.numpy()) ** 2).mean())
    return err
