"""Right: hands in utils.py too, changed so that it loads a file that nobody else has; the given one is used instead."""

import numpy
import torch

import utils

X, T = utils.getdata()
W, B = utils.getparams()


def backward_through(D, w, Z):
    return (D @ w.T) * (Z > 0)


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    D3 = 2 / Y.size * (Y - T)
    D2 = backward_through(D3, W[3], Z3)
    D1 = backward_through(D2, W[2], Z2)
    D0 = backward_through(D1, W[1], Z1)
    DW = [X.T @ D0, A1.T @ D1, A2.T @ D2, A3.T @ D3]
    DB = [numpy.ones(len(X)) @ D for D in (D0, D1, D2, D3)]
    return DW, DB


def exercise2(W, B, X, T):
    A1 = torch.relu(X @ W[0] + B[0])
    A2 = torch.relu(A1 @ W[1] + B[1])
    A3 = torch.relu(A2 @ W[2] + B[2])
    Y = A3 @ W[3] + B[3]
    return torch.sum((Y - T) ** 2) / Y.numel()


if __name__ == "__main__":
    print(exercise2([torch.tensor(w) for w in W], [torch.tensor(b) for b in B], torch.tensor(X), torch.tensor(T)))
