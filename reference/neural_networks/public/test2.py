"""Public test 2: gradient descent. Run it with: python test2.py

Two steps with one parameter, so that every number can be checked with pen and paper.
"""

import inspect
import sys

import neural_networks
import numpy as np

# The function at the top of the file; its name and whether it has _lambda depend on the term.
NAMES = ("miniBatchStochasticGradientDescent", "miniBatchGradientDescent")
step = next(getattr(neural_networks, name) for name in NAMES if hasattr(neural_networks, name))
has_lambda = len(inspect.signature(step).parameters) == 5


class Module:
    """One parameter with its gradient, as a linear_layer holds its two."""

    def __init__(self):
        self.params = {"W": np.array([[1.0]])}
        self.gradient = {"W": np.array([[0.0]])}


def two_steps(_lambda, _alpha):
    """The parameter, from 1, after a step with gradient 0.5 and after one with gradient -0.25; learning rate 0.1."""
    model, momentum = {"L1": Module()}, {"L1_W": np.zeros((1, 1))}
    settings = [_lambda, _alpha, 0.1] if has_lambda else [_alpha, 0.1]
    values = []
    for gradient in (0.5, -0.25):
        model["L1"].gradient["W"] = np.array([[gradient]])
        model = step(model, momentum, *settings)
        assert model is not None, "the function must return the model"
        values.append(float(model["L1"].params["W"].item()))
    return values


cases = [
    # lambda, alpha, the parameter after each step
    (0.0, 0.0, [1 - 0.1 * 0.5, 0.95 + 0.1 * 0.25]),
    (0.0, 0.9, [1 - 0.1 * 0.5, 0.95 + (0.9 * -0.05 + 0.1 * 0.25)]),  # the first velocity is -0.05
]
if has_lambda:
    cases += [
        (0.2, 0.0, [1 - 0.1 * (0.5 + 0.2), 0.93 - 0.1 * (-0.25 + 0.2 * 0.93)]),
        (0.2, 0.9, [1 - 0.1 * (0.5 + 0.2), 0.93 + (0.9 * -0.07 - 0.1 * (-0.25 + 0.2 * 0.93))]),
    ]

problems = []
for _lambda, _alpha, right in cases:
    try:
        actual = two_steps(_lambda, _alpha)
    except NotImplementedError as todo:
        sys.exit(f"test2: {todo}")
    wrong = [t for t in (0, 1) if not np.isclose(actual[t], right[t])]
    said = [f"after step {t + 1} it is {actual[t]:.6g}, and should be {right[t]:.6g}" for t in wrong]
    print(f"  lambda {_lambda}, alpha {_alpha}: {'; '.join(said) or 'ok'}")
    problems += said
assert not problems, "not right yet, see above"
print("test2 passed")
