"""Wrong: the transpose sits on the wrong factor, so every weight gradient is the transpose of the right one."""

import numpy as np

K = 5


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def indicator_function(x):
    return np.heaviside(x, 0.0)


def compute_network_output(net_input, all_weights, all_biases):
    num = len(all_weights)
    all_f, all_h = [0] * num, [0] * num
    all_h[0] = net_input
    for n in range(num):
        if n > 0:
            all_h[n] = all_f[n - 1].clip(min=0)
        all_f[n] = np.dot(all_weights[n], all_h[n]) + all_biases[n]
    return all_f[-1], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights = [None] * (K + 1)
    all_dl_dbiases = [None] * (K + 1)
    all_dl_df = [None] * (K + 1)
    all_dl_dh = [None] * (K + 1)
    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y))
    for layer in range(K, -1, -1):
        all_dl_dbiases[layer] = np.array(all_dl_df[layer])
        all_dl_dweights[layer] = np.matmul(all_h[layer], all_dl_df[layer].T)
        all_dl_dh[layer] = np.matmul(all_weights[layer].T, all_dl_df[layer])
        if layer > 0:
            all_dl_df[layer - 1] = indicator_function(all_f[layer - 1]) * all_dl_dh[layer]
    return all_dl_dweights, all_dl_dbiases
