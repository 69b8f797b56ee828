"""Test 2, automatic differentiation: run `python test2.py`. It exits with status 1 if anything is wrong."""

import sys

import numpy as np
import solution
import torch
import utils
from torch import nn

ERROR = 1.8584736661958456
NORM = 0.03177822714360077  # of the first gradient of the first layer: the same as in test 1


def first_gradient():
    """The error on the homework's data, and the norm of its gradient with respect to the first layer's first weight."""
    # 1. Get the data and parameters
    X, T = utils.getdata()
    W, B = utils.getparams()

    # 2. Convert to PyTorch objects
    X = torch.Tensor(X)
    T = torch.Tensor(T)
    W = [nn.Parameter(torch.Tensor(w)) for w in W]
    B = [nn.Parameter(torch.Tensor(b)) for b in B]

    # 3. Compute the error and differentiate it
    err = solution.exercise2(W, B, X, T)
    assert isinstance(err, torch.Tensor), f"exercise2 returned a {type(err).__name__}, expected a torch scalar"
    assert err.numel() == 1, f"exercise2 returned {err.numel()} values, expected one: the mean over all entries"
    assert err.requires_grad, "err does not depend on W and B for torch: is something detached, or turned into numpy?"
    err.backward()
    for name, parameters in (("W", W), ("B", B)):
        for layer, parameter in enumerate(parameters):
            assert parameter.grad is not None, f"the graph does not reach {name}[{layer}]"
    return err.item(), np.linalg.norm(W[0].grad[0, 0])


def test_first_gradient():
    error, norm = first_gradient()
    assert np.isclose(error, ERROR, rtol=1e-4), f"the error is {error:.6g}, expected {ERROR:.6g}"
    assert np.isclose(norm, NORM, rtol=1e-4), f"the norm of the first gradient is {norm:.6g}, expected {NORM:.6g}"


if __name__ == "__main__":
    try:
        test_first_gradient()
        print(first_gradient()[1])
        print("test 2 passed")
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 2 failed: {problem}")
