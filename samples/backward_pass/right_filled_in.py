"""Right: the template filled in line by line; indicator_function counts 0 as 1, as in the older notebook."""

import numpy as np

K = 5
D = 6
D_i = 1
D_o = 1


def ReLU(preactivation):
    return preactivation.clip(0.0)


def indicator_function(x):
    x_in = np.array(x)
    on = x_in >= 0
    x_in[on] = 1
    x_in[~on] = 0
    return x_in


def least_squares_loss(net_output, y):
    return np.sum((net_output - y) ** 2)


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f = [None] * (K + 1)
    all_h = [None] * (K + 1)
    all_h[0] = net_input
    for layer in range(K):
        all_f[layer] = all_biases[layer] + np.matmul(all_weights[layer], all_h[layer])
        all_h[layer + 1] = ReLU(all_f[layer])
    all_f[K] = all_biases[K] + np.matmul(all_weights[K], all_h[K])
    net_output = all_f[K]
    return net_output, all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights = [None] * (K + 1)
    all_dl_dbiases = [None] * (K + 1)
    all_dl_df = [None] * (K + 1)
    all_dl_dh = [None] * (K + 1)
    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y))
    for layer in range(K, -1, -1):
        all_dl_dbiases[layer] = np.array(all_dl_df[layer])
        all_dl_dweights[layer] = np.matmul(all_dl_df[layer], np.transpose(all_h[layer]))
        all_dl_dh[layer] = np.matmul(np.transpose(all_weights[layer]), all_dl_df[layer])
        if layer > 0:
            all_dl_df[layer - 1] = indicator_function(all_f[layer - 1]) * all_dl_dh[layer]
    return all_dl_dweights, all_dl_dbiases
