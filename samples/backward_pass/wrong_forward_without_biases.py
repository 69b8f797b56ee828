"""Wrong: the forward pass forgets the biases; the backward pass is right and keeps all its points."""

import numpy as np

K = 5
relu = np.vectorize(lambda x: x if x > 0 else 0.0)


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    h = net_input
    all_f, all_h = [], []
    for weights in all_weights:
        all_h.append(h)
        f = np.matmul(weights, h)
        all_f.append(f)
        h = relu(f)
    return all_f[-1], all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    dw, db = [None] * (K + 1), [None] * (K + 1)
    df = d_loss_d_output(all_f[K], y)
    for k in range(K, -1, -1):
        db[k] = np.array(df)
        dw[k] = np.matmul(df, all_h[k].T)
        df = np.matmul(all_weights[k].T, df)
        if k > 0:
            df = df * (all_f[k - 1] > 0)
    return dw, db
