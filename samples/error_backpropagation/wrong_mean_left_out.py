"""Wrong: exercise 1 forgets that the error is a mean; exercise 2 is right."""

import numpy
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DY = 2 * (Y - T)
    DZ3 = DY.dot(W[3].T) * (Z3 > 0)
    DZ2 = DZ3.dot(W[2].T) * (Z2 > 0)
    DZ1 = DZ2.dot(W[1].T) * (Z1 > 0)
    DW = [X.T.dot(DZ1), A1.T.dot(DZ2), A2.T.dot(DZ3), A3.T.dot(DY)]
    DB = [DZ1.sum(axis=0), DZ2.sum(axis=0), DZ3.sum(axis=0), DY.sum(axis=0)]
    return DW, DB


def exercise2(W, B, X, T):
    A1 = torch.relu(X @ W[0] + B[0])
    A2 = torch.relu(A1 @ W[1] + B[1])
    A3 = torch.relu(A2 @ W[2] + B[2])
    return ((A3 @ W[3] + B[3] - T) ** 2).mean()
