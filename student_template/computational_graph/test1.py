"""Public test 1: what lab.py computed, against plain arithmetic. Run it with: python test1.py"""

import math

import lab
import torch


def y(w):
    return math.sin(w[0] * 2 + w[1] * 1) - 0


def loss(w):
    return (y(w) - 2) ** 2


def gradient(function, w, h=1e-6):
    """The derivative of function with respect to w[0] and by w[1], as difference quotients."""
    return [
        (function([w[0] + h, w[1]]) - function([w[0] - h, w[1]])) / (2 * h),
        (function([w[0], w[1] + h]) - function([w[0], w[1] - h])) / (2 * h),
    ]


w = [math.pi / 2, math.pi]
dLdw = gradient(loss, w)
expected = {
    "y": [y(w)],
    "dydw": gradient(y, w),
    "L2": [loss(w)],
    "dLdw": dLdw,
    "w": [w[0] - 0.5 * dLdw[0], w[1] - 0.5 * dLdw[1]],
}
# Where to look when a value is wrong. They are compared in this order, because a wrong one spoils those below it.
look_at = {
    "y": "the forward pass",
    "dydw": "the backward pass of y: a copy of w.grad, taken before the gradient is made zero",
    "L2": "the loss",
    "dLdw": "the backward pass of L2: w.grad must be zero before it",
    "w": "the step: in place, against the gradient, with alpha",
}

wrong = []
for name, right in expected.items():
    value = getattr(lab, name, None)
    if value is None:
        problem = "lab.py has no such name"
    else:
        yours = torch.as_tensor(value).detach().flatten().tolist()
        close = len(yours) == len(right) and all(abs(a - b) < 1e-4 for a, b in zip(yours, right))
        problem = "" if close else f"yours is {yours} where {[round(number, 4) for number in right]} is right"
    print(f"  {name:<5} {problem or 'ok'}")
    if problem:
        print(f"        look at {look_at[name]}")
        wrong.append(name)
assert not wrong, f"not right yet, see above: {', '.join(wrong)}"
print("test1 passed")
