"""Right: the derivative of ReLU is read off the activations, and 0 counts as off, so that is the same thing."""

import numpy as np

K = 5


def indicator_function(x):
    x_in = np.array(x)
    x_in[x_in > 0] = 1
    x_in[x_in <= 0] = 0
    return x_in


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def ReLU(preactivation):
    return preactivation * indicator_function(preactivation)


def compute_network_output(net_input, all_weights, all_biases):
    all_f = [None] * len(all_weights)
    all_h = [None] * len(all_weights)
    h = net_input
    for k in range(len(all_weights)):
        all_h[k] = h
        all_f[k] = np.dot(all_weights[k], h) + all_biases[k]
        h = ReLU(all_f[k])
    return all_f[-1], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights = [None] * (K + 1)
    all_dl_dbiases = [None] * (K + 1)
    all_dl_df = [None] * (K + 1)
    all_dl_dh = [None] * (K + 1)
    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y))
    for layer in range(K, -1, -1):
        all_dl_dbiases[layer] = np.copy(all_dl_df[layer])
        all_dl_dweights[layer] = all_dl_df[layer].dot(all_h[layer].T)
        if layer > 0:
            all_dl_dh[layer] = all_weights[layer].T.dot(all_dl_df[layer])
            all_dl_df[layer - 1] = np.multiply(indicator_function(all_h[layer]), all_dl_dh[layer])
    return tuple(all_dl_dweights), tuple(all_dl_dbiases)
