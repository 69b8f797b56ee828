"""Wrong: the gradient of the first layer is computed inside the branch that plots."""

import numpy
import torch

plotting = False


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DW = [numpy.zeros(w.shape) for w in W]
    DB = [numpy.zeros(b.shape) for b in B]
    R = 2 * (Y - T) / Y.size
    DW[3], DB[3] = A3.T.dot(R), R.sum(axis=0)
    R = R.dot(W[3].T) * (Z3 > 0)
    DW[2], DB[2] = A2.T.dot(R), R.sum(axis=0)
    R = R.dot(W[2].T) * (Z2 > 0)
    DW[1], DB[1] = A1.T.dot(R), R.sum(axis=0)
    if plotting:
        import matplotlib.pyplot as plt

        R = R.dot(W[1].T) * (Z1 > 0)
        DW[0], DB[0] = X.T.dot(R), R.sum(axis=0)
        plt.imshow(DW[0])
        plt.show()
    return DW, DB


def exercise2(W, B, X, T):
    A1 = torch.relu(X @ W[0] + B[0])
    A2 = torch.relu(A1 @ W[1] + B[1])
    A3 = torch.relu(A2 @ W[2] + B[2])
    Y = A3 @ W[3] + B[3]
    return ((Y - T) ** 2).mean()
