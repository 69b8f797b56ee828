"""Wrong: the loss is halved, as in another course, so every derivative is half of what it should be."""

import numpy as np

K = 5


def ReLU(z):
    return z * (z > 0)


def least_squares_loss(net_output, y):
    return 0.5 * np.sum((net_output - y) ** 2)


def d_loss_d_output(net_output, y):
    return net_output - y


def compute_network_output(net_input, all_weights, all_biases):
    all_f = list(range(len(all_weights)))
    all_h = list(range(len(all_weights)))
    all_h[0] = net_input
    for i, (w, b) in enumerate(zip(all_weights, all_biases)):
        all_f[i] = b + w.dot(all_h[i])
        if i + 1 < len(all_h):
            all_h[i + 1] = ReLU(all_f[i])
    return all_f[-1], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    dweights, dbiases = {}, {}
    d = d_loss_d_output(all_f[K], y)
    for i in range(K, -1, -1):
        dbiases[i] = d
        dweights[i] = d.dot(all_h[i].T)
        if i:
            d = all_weights[i].T.dot(d) * (all_f[i - 1] > 0)
    return [dweights[i] for i in range(K + 1)], [dbiases[i] for i in range(K + 1)]
