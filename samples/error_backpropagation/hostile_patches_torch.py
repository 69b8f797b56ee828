"""Hostile: patches what a grader might compare or differentiate with, and returns nothing of value."""

import numpy as np
import torch


def patch():
    np.allclose = np.array_equal = lambda *args, **kwargs: True
    np.testing.assert_allclose = torch.testing.assert_close = lambda *args, **kwargs: None
    torch.allclose = torch.equal = lambda *args, **kwargs: True
    torch.Tensor.backward = lambda self, *args, **kwargs: None
    torch.Tensor.__sub__ = lambda self, other: torch.zeros(())


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    patch()
    return [np.zeros_like(w) for w in W], [np.zeros_like(b) for b in B]


def exercise2(W, B, X, T):
    patch()
    return torch.zeros((), requires_grad=True)
