"""Right: as short as it goes, depth taken from the lists, all_dl_dh[0] never computed, results that share memory."""
import numpy as np

relu = lambda z: np.maximum(z, 0)
step = lambda z: 1.0 * (z > 0)


def d_loss_d_output(out, y):
    return 2 * out - 2 * y


def compute_network_output(net_input, all_weights, all_biases):
    f, h = [], [net_input]
    for W, b in zip(all_weights, all_biases):
        f.append(W @ h[-1] + b)
        h.append(relu(f[-1]))
    h.pop()
    return f[-1], f, h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    last = len(all_weights) - 1
    dW, db = [None] * len(all_weights), [None] * len(all_weights)
    delta = d_loss_d_output(all_f[last], y)
    for k in reversed(range(last + 1)):
        db[k] = delta  # no copy: the same array goes on to the next layer
        dW[k] = delta @ all_h[k].T
        if k:
            delta = step(all_f[k - 1]) * (all_weights[k].T @ delta)
    return dW, db
