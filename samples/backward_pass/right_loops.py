"""Right: no matrix products at all, every sum is written out as a loop."""

import numpy as np

K = 5


def ReLU(x):
    out = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0:
                out[i, j] = x[i, j]
    return out


def d_loss_d_output(net_output, y):
    return 2.0 * (net_output - y)


def layer_output(weights, biases, h):
    rows, columns = weights.shape
    f = np.zeros((rows, 1))
    for i in range(rows):
        total = biases[i, 0]
        for j in range(columns):
            total += weights[i, j] * h[j, 0]
        f[i, 0] = total
    return f


def compute_network_output(net_input, all_weights, all_biases):
    n_layers = len(all_weights)
    all_f = []
    all_h = [net_input]
    for layer in range(n_layers):
        f = layer_output(all_weights[layer], all_biases[layer], all_h[layer])
        all_f.append(f)
        if layer != n_layers - 1:
            all_h.append(ReLU(f))
    return all_f[n_layers - 1], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    n_layers = len(all_weights)
    dl_dw = [np.zeros_like(w) for w in all_weights]
    dl_db = [np.zeros_like(b) for b in all_biases]
    dl_df = d_loss_d_output(all_f[n_layers - 1], y)
    layer = n_layers - 1
    while layer >= 0:
        rows, columns = all_weights[layer].shape
        for i in range(rows):
            dl_db[layer][i, 0] = dl_df[i, 0]
            for j in range(columns):
                dl_dw[layer][i, j] = dl_df[i, 0] * all_h[layer][j, 0]
        if layer > 0:
            previous = np.zeros((columns, 1))
            for j in range(columns):
                if all_f[layer - 1][j, 0] > 0:
                    for i in range(rows):
                        previous[j, 0] += all_weights[layer][i, j] * dl_df[i, 0]
            dl_df = previous
        layer -= 1
    return dl_dw, dl_db
