"""Hostile: every returned entry is an object that calls itself equal to anything."""

import numpy as np

K = 5


class Right(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__
    __hash__ = None


def compute_network_output(net_input, all_weights, all_biases):
    everything = [np.zeros_like(b).view(Right) for b in all_biases]
    return everything[-1], everything, [np.zeros((w.shape[1], 1)).view(Right) for w in all_weights]


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    return [np.zeros_like(w).view(Right) for w in all_weights], [np.zeros_like(b).view(Right) for b in all_biases]
