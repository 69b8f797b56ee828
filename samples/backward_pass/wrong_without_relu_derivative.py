"""Wrong: the derivative of ReLU is forgotten on the way down; only the last layer is right."""

import numpy as np

K = 5


def ReLU(preactivation):
    return preactivation.clip(0.0)


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f = [None] * (K + 1)
    all_h = [None] * (K + 1)
    all_h[0] = net_input
    for layer in range(K):
        all_f[layer] = all_weights[layer] @ all_h[layer] + all_biases[layer]
        all_h[layer + 1] = ReLU(all_f[layer])
    all_f[K] = all_weights[K] @ all_h[K] + all_biases[K]
    return all_f[K], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights = []
    all_dl_dbiases = []
    dl_df = d_loss_d_output(all_f[K], y)
    for layer in range(K, -1, -1):
        all_dl_dbiases.append(dl_df)
        all_dl_dweights.append(dl_df @ all_h[layer].T)
        dl_df = all_weights[layer].T @ dl_df
    all_dl_dbiases.reverse()
    all_dl_dweights.reverse()
    return all_dl_dweights, all_dl_dbiases
