"""Right: einsum throughout, tuples instead of lists, a module with layers inside exercise 2."""

import numpy as np
import torch


def through(delta, weights, pre_activation):
    back = np.einsum("no,io->ni", delta, weights)
    back[pre_activation <= 0] = 0.0
    return back


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    d4 = (Y - T) * 2 / np.prod(Y.shape)
    d3 = through(d4, W[3], Z3)
    d2 = through(d3, W[2], Z2)
    d1 = through(d2, W[1], Z1)
    deltas = (d1, d2, d3, d4)
    DW = tuple(np.einsum("ni,no->io", a, d) for a, d in zip((X, A1, A2, A3), deltas))
    DB = tuple(np.einsum("no->o", d) for d in deltas)
    return DW, DB


class Net(torch.nn.Module):
    def __init__(self, W, B):
        super().__init__()
        self.W, self.B = torch.nn.ParameterList(W), torch.nn.ParameterList(B)
        self.relu = torch.nn.ReLU()

    def forward(self, x):
        for w, b in list(zip(self.W, self.B))[:-1]:
            x = self.relu(torch.einsum("ni,io->no", x, w) + b)
        return torch.einsum("ni,io->no", x, self.W[-1]) + self.B[-1]


def exercise2(W, B, X, T):
    return torch.nn.MSELoss()(Net(W, B)(X), T)
