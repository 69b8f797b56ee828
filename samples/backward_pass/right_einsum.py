"""Right: einsum and outer products, the mask by boolean indexing, the gradient prepended while going down."""

import numpy as np
from numpy import einsum

K = 5
D, D_i, D_o = 6, 1, 1


def least_squares_loss(net_output, y):
    difference = net_output - y
    return einsum("ij,ij->", difference, difference)


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    depth = len(all_weights) - 1
    all_f, all_h = {}, {0: np.asarray(net_input, dtype=float)}
    for layer in range(depth + 1):
        all_f[layer] = einsum("oi,ib->ob", all_weights[layer], all_h[layer]) + all_biases[layer]
        if layer < depth:
            all_h[layer + 1] = np.where(all_f[layer] < 0, 0.0, all_f[layer])
    return all_f[depth], list(all_f.values()), list(all_h.values())


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    gradients_of_weights, gradients_of_biases = [], []
    upstream = d_loss_d_output(all_f[K], y)
    for layer in range(K, -1, -1):
        gradients_of_biases.insert(0, upstream.copy())
        gradients_of_weights.insert(0, np.outer(upstream, all_h[layer]))
        upstream = einsum("oi,ob->ib", all_weights[layer], upstream)
        if layer > 0:
            upstream[all_f[layer - 1] <= 0] = 0
    return gradients_of_weights, gradients_of_biases
