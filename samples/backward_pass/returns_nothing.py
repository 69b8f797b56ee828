"""Wrong: both functions print their results and return nothing."""

import numpy as np

K = 5


def compute_network_output(net_input, all_weights, all_biases):
    h = net_input
    for layer in range(len(all_weights) - 1):
        h = np.maximum(0, all_weights[layer] @ h + all_biases[layer])
    print("output", all_weights[-1] @ h + all_biases[-1])


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    delta = 2 * (all_f[K] - y)
    for layer in range(K, -1, -1):
        print("bias", layer, delta)
        print("weights", layer, delta @ all_h[layer].T)
        if layer > 0:
            delta = (all_weights[layer].T @ delta) * (all_f[layer - 1] > 0)
