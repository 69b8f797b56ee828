"""Test 2, the backward pass: run `python test2.py`. It compares your derivatives with finite differences.

The differences are taken of your own forward pass, so the forward pass is tested first: the finite difference of
a network whose output never changes is zero, and a backward pass that returns zeros would agree with it.
"""

import sys

import network
import numpy as np
from backward_pass import backward_pass, compute_network_output
from test1 import forward_output

DELTA = 1e-6


def loss(all_weights, all_biases):
    net_output = compute_network_output(network.net_input, all_weights, all_biases)[0]
    return np.sum((net_output - network.y) ** 2)


def finite_difference(array, all_weights, all_biases):
    """Central differences: the derivative of the loss with respect to every entry of `array`, an array of the lists."""
    derivative = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        array[index] = value + DELTA
        above = loss(all_weights, all_biases)
        array[index] = value - DELTA
        below = loss(all_weights, all_biases)
        array[index] = value
        derivative[index] = (above - below) / (2 * DELTA)
    return derivative


def test_backward():
    forward_output()
    all_weights, all_biases = network.parameters()
    _, all_f, all_h = compute_network_output(network.net_input, all_weights, all_biases)
    all_dl_dweights, all_dl_dbiases = backward_pass(all_weights, all_biases, all_f, all_h, network.y)
    for layer in range(network.K, -1, -1):  # the last layer too
        for name, derivatives, arrays in (
            ("all_dl_dbiases", all_dl_dbiases, all_biases),
            ("all_dl_dweights", all_dl_dweights, all_weights),
        ):
            derivative, array = derivatives[layer], arrays[layer]
            assert derivative is not None, f"{name}[{layer}] is still None"
            shape = np.shape(derivative)
            assert shape == array.shape, f"{name}[{layer}] has shape {shape}, expected {array.shape}"
            expected = finite_difference(array, all_weights, all_biases)
            error = np.max(np.abs(derivative - expected))
            assert np.allclose(derivative, expected, rtol=1e-4, atol=1e-4), (
                f"{name}[{layer}] is off by up to {error:.3g}; later layers are right, so begin here"
            )


if __name__ == "__main__":
    try:
        test_backward()
        print("test 2 passed: all derivatives agree with finite differences")
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 2 failed: {problem}")
