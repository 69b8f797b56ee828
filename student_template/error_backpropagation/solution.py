"""Homework error_backpropagation: the gradient of a network's error, by hand and by automatic differentiation."""

import numpy as np
import torch


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    """The gradient of the error ((Y - T) ** 2).mean(), in numpy and by hand.

    With N examples as rows: X is (N, inputs) and T (N, outputs); Z1, Z2, Z3 are the pre-activations, A1, A2, A3 the
    activations of the three hidden layers, Y the output. W[i] is (in, out) and B[i] (out,), for i = 0 ... 3.
    Returns (DW, DB), two lists of four arrays: DW[i] has the shape of W[i], DB[i] that of B[i].
    """
    # TODO: the gradient with respect to Y, then back through the layers, then DW and DB
    raise NotImplementedError("TODO: the gradient with respect to Y, then back through the layers, then DW and DB")


def exercise2(W, B, X, T):
    """The error of the network, as a torch scalar whose backward() reaches every W and B.

    W and B are lists of nn.Parameter, X and T tensors, all with the shapes of exercise 1.
    """
    # TODO: the forward pass and the error, in torch
    raise NotImplementedError("TODO: the forward pass and the error, in torch")
