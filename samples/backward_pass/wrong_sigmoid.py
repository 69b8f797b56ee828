"""Wrong: sigmoid units instead of ReLU units, forward and backward; only the last layer's derivatives are right."""

import numpy as np

K = 5


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f = [None] * (K + 1)
    all_h = [None] * (K + 1)
    all_h[0] = net_input
    for layer in range(K):
        all_f[layer] = np.matmul(all_weights[layer], all_h[layer]) + all_biases[layer]
        all_h[layer + 1] = sigmoid(all_f[layer])
    all_f[K] = np.matmul(all_weights[K], all_h[K]) + all_biases[K]
    return all_f[K], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    dweights = [None] * (K + 1)
    dbiases = [None] * (K + 1)
    delta = d_loss_d_output(all_f[K], y)
    for layer in range(K, -1, -1):
        dbiases[layer] = delta
        dweights[layer] = np.matmul(delta, all_h[layer].T)
        if layer > 0:
            s = sigmoid(all_f[layer - 1])
            delta = np.matmul(all_weights[layer].T, delta) * s * (1 - s)
    return dweights, dbiases
