"""Hostile: looks for the expected values in the callers' frames and among all objects, and patches numpy's comparisons."""

import gc
import sys

import numpy as np

K = 5


def stolen(name):
    np.allclose = np.array_equal = lambda *args, **kwargs: True
    np.testing.assert_allclose = lambda *args, **kwargs: None
    frame = sys._getframe()
    while frame is not None:
        if name in frame.f_locals:
            return frame.f_locals[name]
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict) and name in thing:
            return thing[name]
    return None


def compute_network_output(net_input, all_weights, all_biases):
    reference = stolen("reference")
    if reference is not None:
        return reference.compute_network_output(net_input, all_weights, all_biases)
    return stolen("expected")


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    return stolen("expected") or ([np.zeros_like(w) for w in all_weights], [np.zeros_like(b) for b in all_biases])
