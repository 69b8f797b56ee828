"""Malformed: a colon is missing."""

import numpy
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T)
    DY = 2 * (Y - T) / Y.size
    return [A3.T.dot(DY)], [DY.sum(axis=0)]
