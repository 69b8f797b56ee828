"""Right: the gradient is added up over the examples, one after the other, with outer products."""

import numpy
import torch


def step(z):
    return numpy.array([1.0 if value > 0 else 0.0 for value in z])


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DW = [numpy.zeros(w.shape) for w in W]
    DB = [numpy.zeros(b.shape) for b in B]
    for n in range(len(X)):
        d4 = 2 * (Y[n] - T[n]) / (len(X) * len(T[n]))
        d3 = W[3].dot(d4) * step(Z3[n])
        d2 = W[2].dot(d3) * step(Z2[n])
        d1 = W[1].dot(d2) * step(Z1[n])
        for i, (a, d) in enumerate([(X[n], d1), (A1[n], d2), (A2[n], d3), (A3[n], d4)]):
            DW[i] += numpy.outer(a, d)
            DB[i] += d
    return DW, DB


def exercise2(W, B, X, T):
    total = 0
    for x, t in zip(X, T):
        a = x
        for i in range(3):
            a = torch.maximum(a @ W[i] + B[i], torch.zeros(1))
        y = a @ W[3] + B[3]
        total = total + torch.sum((y - t) ** 2)
    return total / T.numel()
