"""Right: in the style of the page, layer by layer, with dot."""

import numpy
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    N, K = T.shape
    # output
    dY = (2.0 / (N * K)) * (Y - T)
    DW3 = A3.T.dot(dY)
    DB3 = dY.sum(axis=0)
    # third hidden layer
    dA3 = dY.dot(W[3].T)
    dZ3 = dA3 * (Z3 > 0)
    DW2 = A2.T.dot(dZ3)
    DB2 = dZ3.sum(axis=0)
    # second hidden layer
    dA2 = dZ3.dot(W[2].T)
    dZ2 = dA2 * (Z2 > 0)
    DW1 = A1.T.dot(dZ2)
    DB1 = dZ2.sum(axis=0)
    # first hidden layer
    dA1 = dZ2.dot(W[1].T)
    dZ1 = dA1 * (Z1 > 0)
    DW0 = X.T.dot(dZ1)
    DB0 = dZ1.sum(axis=0)
    return [DW0, DW1, DW2, DW3], [DB0, DB1, DB2, DB3]


def exercise2(W, B, X, T):
    A1 = torch.clamp(X.mm(W[0]) + B[0], min=0)
    A2 = torch.clamp(A1.mm(W[1]) + B[1], min=0)
    A3 = torch.clamp(A2.mm(W[2]) + B[2], min=0)
    Y = A3.mm(W[3]) + B[3]
    return ((Y - T) ** 2).mean()
