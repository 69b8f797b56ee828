"""Wrong: exercise 2 sums the squares; exercise 1 forgets the derivative of ReLU."""

import numpy
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DY = 2 * (Y - T) / Y.size
    DZ3 = DY.dot(W[3].T)
    DZ2 = DZ3.dot(W[2].T)
    DZ1 = DZ2.dot(W[1].T)
    DW = [X.T.dot(DZ1), A1.T.dot(DZ2), A2.T.dot(DZ3), A3.T.dot(DY)]
    DB = [numpy.sum(DZ1, 0), numpy.sum(DZ2, 0), numpy.sum(DZ3, 0), numpy.sum(DY, 0)]
    return DW, DB


def exercise2(W, B, X, T):
    A1 = torch.relu(X @ W[0] + B[0])
    A2 = torch.relu(A1 @ W[1] + B[1])
    A3 = torch.relu(A2 @ W[2] + B[2])
    Y = A3 @ W[3] + B[3]
    return ((Y - T) ** 2).sum()
