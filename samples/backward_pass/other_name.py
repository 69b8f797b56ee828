"""Malformed: the backward pass is there under another name."""

import numpy as np

K = 5


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    all_f, all_h = [], [net_input]
    for w, b in zip(all_weights, all_biases):
        all_f.append(w @ all_h[-1] + b)
        all_h.append(np.maximum(all_f[-1], 0))
    return all_f[-1], all_f, all_h[:-1]


def backwards_pass(all_weights, all_biases, all_f, all_h, y):
    dw, db = [None] * (K + 1), [None] * (K + 1)
    d = d_loss_d_output(all_f[K], y)
    for k in range(K, -1, -1):
        dw[k], db[k] = d @ all_h[k].T, d
        d = all_weights[k].T @ d
        if k > 0:
            d = d * (all_f[k - 1] > 0)
    return dw, db
