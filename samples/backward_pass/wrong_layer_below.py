"""Wrong: the derivative with respect to the weights takes all_h[layer - 1]; the biases are right."""

import numpy as np

K = 5


def ReLU(x):
    return np.maximum(0, x)


def indicator_function(x):
    return (x >= 0).astype(float)


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f = [None] * (K + 1)
    all_h = [None] * (K + 1)
    all_h[0] = net_input
    for i in range(K):
        all_f[i] = all_biases[i] + all_weights[i] @ all_h[i]
        all_h[i + 1] = ReLU(all_f[i])
    all_f[K] = all_biases[K] + all_weights[K] @ all_h[K]
    return all_f[K], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights = [None] * (K + 1)
    all_dl_dbiases = [None] * (K + 1)
    dl_df = d_loss_d_output(all_f[K], y)
    for layer in range(K, -1, -1):
        all_dl_dbiases[layer] = np.array(dl_df)
        all_dl_dweights[layer] = dl_df @ all_h[layer - 1].T
        if layer > 0:
            dl_df = indicator_function(all_f[layer - 1]) * (all_weights[layer].T @ dl_df)
    return all_dl_dweights, all_dl_dbiases
