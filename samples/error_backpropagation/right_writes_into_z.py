"""Right: turns Z into the derivative of ReLU in place; nobody needs Z afterwards, and W and B stay as they are."""

import numpy
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    for Z in (Z1, Z2, Z3):
        Z[Z > 0] = 1
        Z[Z <= 0] = 0
    Y -= T
    Y *= 2 / Y.size
    G3 = Z3 * numpy.matmul(Y, W[3].transpose())
    G2 = Z2 * numpy.matmul(G3, W[2].transpose())
    G1 = Z1 * numpy.matmul(G2, W[1].transpose())
    DW = [numpy.matmul(X.transpose(), G1), numpy.matmul(A1.transpose(), G2),
          numpy.matmul(A2.transpose(), G3), numpy.matmul(A3.transpose(), Y)]
    DB = [G.sum(0) for G in (G1, G2, G3, Y)]
    return DW, DB


def exercise2(W, B, X, T):
    h = X
    for i in range(4):
        h = torch.addmm(B[i], h, W[i])
        if i != 3:
            h = h * (h > 0)
    return torch.pow(h - T, 2).mean()
