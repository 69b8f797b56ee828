"""Homework error_backpropagation: the gradient of a network's error, by hand and by automatic differentiation."""

import numpy as np
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    """The gradient of the error ((Y - T) ** 2).mean(), in numpy and by hand.

    With N examples as rows: X is (N, inputs) and T (N, outputs); Z1, Z2, Z3 are the pre-activations, A1, A2, A3 the
    activations of the three hidden layers, Y the output. W[i] is (in, out) and B[i] (out,), for i = 0 ... 3.
    Returns (DW, DB), two lists of four arrays: DW[i] has the shape of W[i], DB[i] that of B[i].
    """
    # SOLUTION BEGIN: the gradient with respect to Y, then back through the layers, then DW and DB
    DY = 2 * (Y - T) / Y.size

    DZ3 = DY.dot(W[3].T) * (Z3 > 0)
    DZ2 = DZ3.dot(W[2].T) * (Z2 > 0)
    DZ1 = DZ2.dot(W[1].T) * (Z1 > 0)

    DW = [X.T.dot(DZ1), A1.T.dot(DZ2), A2.T.dot(DZ3), A3.T.dot(DY)]
    DB = [np.sum(DZ, axis=0) for DZ in (DZ1, DZ2, DZ3, DY)]
    return DW, DB
    # SOLUTION END


def exercise2(W, B, X, T):
    """The error of the network, as a torch scalar whose backward() reaches every W and B.

    W and B are lists of nn.Parameter, X and T tensors, all with the shapes of exercise 1.
    """
    # SOLUTION BEGIN: the forward pass and the error, in torch
    A1 = torch.relu(X @ W[0] + B[0])
    A2 = torch.relu(A1 @ W[1] + B[1])
    A3 = torch.relu(A2 @ W[2] + B[2])
    Y = A3 @ W[3] + B[3]
    return ((Y - T) ** 2).mean()
    # SOLUTION END
