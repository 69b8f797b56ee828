"""The network of the homework: five hidden layers of six units, weights drawn from seed 0."""

import numpy as np

K = 5
D = 6
D_i = 1
D_o = 1

net_input = np.full((D_i, 1), 1.2)
y = np.full((D_o, 1), 20.0)


def parameters():
    """(all_weights, all_biases), the same at every call: all_weights[k] is (out, in), all_biases[k] is (out, 1)."""
    random = np.random.RandomState(0)
    all_weights = [None] * (K + 1)
    all_biases = [None] * (K + 1)
    all_weights[0] = random.normal(size=(D, D_i))
    all_weights[-1] = random.normal(size=(D_o, D))
    all_biases[0] = random.normal(size=(D, 1))
    all_biases[-1] = random.normal(size=(D_o, 1))
    for layer in range(1, K):
        all_weights[layer] = random.normal(size=(D, D))
        all_biases[layer] = random.normal(size=(D, 1))
    return all_weights, all_biases
