"""Test 1, the gradient by hand: run `python test1.py`. It says what is wrong and exits with status 1."""

import sys

import numpy as np
import solution
import utils

NORM = 0.03177822714360077  # of the first gradient of the first layer
WEIGHT_NORMS = (1.556303778, 3.296190358, 2.827888871, 1.444492055)
BIAS_NORMS = (0.7538166519, 0.9903568399, 0.7661900454, 0.6302679485)


def gradients():
    """(W, B, DW, DB) on the homework's data."""
    # 1. Get the data and parameters
    X, T = utils.getdata()
    W, B = utils.getparams()

    # 2. Run the forward pass
    Z1 = X.dot(W[0]) + B[0]
    A1 = np.maximum(0, Z1)
    Z2 = A1.dot(W[1]) + B[1]
    A2 = np.maximum(0, Z2)
    Z3 = A2.dot(W[2]) + B[2]
    A3 = np.maximum(0, Z3)
    Y = A3.dot(W[3]) + B[3]

    # 3. Run the backward pass
    gradient = solution.exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T)
    assert isinstance(gradient, tuple | list) and len(gradient) == 2, "exercise1 should return two lists: DW, DB"
    return W, B, *gradient


def test_gradients():
    W, B, DW, DB = gradients()
    for name, actual, parameters, norms in (("DW", DW, W, WEIGHT_NORMS), ("DB", DB, B, BIAS_NORMS)):
        assert len(actual) == 4, f"{name} has {len(actual)} entries, expected one for each of the 4 layers"
        for layer in (3, 2, 1, 0):
            shape, expected_shape = np.squeeze(actual[layer]).shape, parameters[layer].shape
            assert shape == expected_shape, f"{name}[{layer}] has shape {shape}, expected {expected_shape}"
            norm = np.linalg.norm(actual[layer])
            assert np.isclose(norm, norms[layer]), (
                f"the norm of {name}[{layer}] is {norm:.6g}, expected {norms[layer]:.6g}"
            )
    for name, after, before in zip("WB", (W, B), utils.getparams(), strict=True):
        for layer in range(4):
            unchanged = np.array_equal(after[layer], before[layer])
            assert unchanged, f"exercise1 changes {name}[{layer}]; it should only return the gradient"
    first = np.linalg.norm(DW[0][0, 0])
    assert np.isclose(first, NORM), f"the norm of DW[0][0, 0] is {first}, expected {NORM}"


if __name__ == "__main__":
    try:
        test_gradients()
        print(np.linalg.norm(gradients()[2][0][0, 0]))
        print("test 1 passed")
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 1 failed: {problem}")
