# backward_pass without the chain rule: steps along the imaginary axis.
import numpy as np

STEP = 1e-30
K = 5


def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f, all_h = [None] * (K + 1), [None] * (K + 1)
    all_h[0] = net_input
    for layer in range(K):
        all_f[layer] = all_biases[layer] + all_weights[layer] @ all_h[layer]
        all_h[layer + 1] = all_f[layer].clip(0.0)
    all_f[K] = all_biases[K] + all_weights[K] @ all_h[K]
    return all_f[K], all_f, all_h


def output_of(net_input, weights, biases):
    h = net_input
    for W, b in zip(weights[:-1], biases[:-1]):
        h = W @ h + b
        h = h * (h.real > 0)
    return weights[-1] @ h + biases[-1]


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    weights = [np.array(W, dtype=complex) for W in all_weights]
    biases = [np.array(b, dtype=complex) for b in all_biases]
    upstream = 2 * (all_f[-1] - y)

    def slopes(arrays):
        found = []
        for array in arrays:
            gradient = np.zeros(array.shape)
            for index in np.ndindex(array.shape):
                array[index] += 1j * STEP
                gradient[index] = np.sum(output_of(all_h[0], weights, biases).imag / STEP * upstream)
                array[index] = array[index].real
            found.append(gradient)
        return found

    return slopes(weights), slopes(biases)
