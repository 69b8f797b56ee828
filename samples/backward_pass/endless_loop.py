"""Wrong: the loop of the backward pass never ends, because the counter is never lowered; the forward pass is right."""

import numpy as np

K = 5


def compute_network_output(net_input, all_weights, all_biases):
    all_f, all_h = [], [net_input]
    for w, b in zip(all_weights, all_biases):
        all_f.append(w @ all_h[-1] + b)
        all_h.append(np.maximum(all_f[-1], 0))
    return all_f[-1], all_f, all_h[:-1]


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    dw, db = [None] * (K + 1), [None] * (K + 1)
    d = 2 * (all_f[K] - y)
    k = K
    while k >= 0:
        dw[k], db[k] = d @ all_h[k].T, d
    return dw, db
