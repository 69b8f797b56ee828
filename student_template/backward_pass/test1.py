"""Test 1, the forward pass: run `python test1.py`. It says what is wrong, and exits with status 1 if anything is."""

import sys

import network
import numpy as np
from backward_pass import compute_network_output


def forward_output():
    """The output for the input 1.2; an AssertionError when something about the forward pass is wrong."""
    all_weights, all_biases = network.parameters()
    net_output, all_f, all_h = compute_network_output(network.net_input, all_weights, all_biases)
    for name, values in (("all_f", all_f), ("all_h", all_h)):
        assert len(values) == network.K + 1, f"{name} has {len(values)} entries, expected {network.K + 1}"
        for layer, value in enumerate(values):
            assert value is not None, f"{name}[{layer}] is still None"
    for layer, (f, bias) in enumerate(zip(all_f, all_biases, strict=True)):
        assert np.shape(f) == bias.shape, f"all_f[{layer}] has shape {np.shape(f)}, expected {bias.shape}"
    assert np.array_equal(all_h[0], network.net_input), "all_h[0] must be net_input"
    assert all(np.min(h) >= 0 for h in all_h[1:]), "an activation is negative: all_h[k] = ReLU(all_f[k - 1])"
    assert np.array_equal(net_output, all_f[network.K]), "net_output must be all_f[K]"
    output = np.asarray(net_output).item()
    assert abs(output - 1.907) < 1e-3, f"the output for the input 1.2 is 1.907, you got {output:.3f}"
    return output


def test_forward():
    forward_output()


if __name__ == "__main__":
    try:
        print(f"test 1 passed: the output for the input 1.2 is {forward_output():.3f}")
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 1 failed: {problem}")
