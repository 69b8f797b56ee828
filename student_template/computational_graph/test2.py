"""Public test 2: how well fit.py fits the points. Run it with: python test2.py"""

import math

import fit
import numpy as np

BOUND = 0.01


def mean_squared_error(w):
    errors = [label - 1 / (1 + math.exp(-(w[0] * x + w[1]))) for x, label in np.load("pts.npy")]
    return sum(error**2 for error in errors) / len(errors)


w = fit.w.detach().tolist()
assert len(w) == 2, f"w should hold two numbers, and holds {w}"
assert all(math.isfinite(number) for number in w), f"w is {w}: is the learning rate too large?"
error = mean_squared_error(w)
print(f"  w = {w}, mean squared error {error:.6f}, last loss {fit.loss.item():.6f}")
assert w != [-2.0, 2.0], "w is still [-2, 2]: look at the update"
assert error < BOUND, (
    f"the mean squared error is {error:.4f} and should be below {BOUND}: look at the loss, at the sign of the update, "
    "at w.grad.zero_(), and try learning rates ten times larger and smaller"
)
print("test2 passed")
