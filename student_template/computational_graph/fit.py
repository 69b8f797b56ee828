"""Fit f(x, w) = 1 / (1 + exp(-(w0 x + w1))) to the points of pts.npy by gradient descent, with torch's autograd.

pts.npy holds N = 5 points, a row (x, y) for each, in float64. The descent starts at w = [-2, 2] and makes 30 steps.
A script: `python fit.py` runs it from top to bottom. It is run once more with other points.
"""

import numpy as np
import torch

pts = torch.tensor(np.load("pts.npy"))
x, y = pts[:, 0], pts[:, 1]
w = torch.tensor([-2, 2], dtype=torch.double, requires_grad=True)

# TODO: choose a learning rate
raise NotImplementedError("TODO: choose a learning rate")

for i in range(30):
    # (1) The loss, which maximum likelihood leads to.
    # TODO: compute f for all points, then the loss: the sum or the mean of (y - f)^2
    raise NotImplementedError("TODO: compute f for all points, then the loss: the sum or the mean of (y - f)^2")

    # (2) Its gradient.
    # TODO: compute the gradient of the loss with respect to w
    raise NotImplementedError("TODO: compute the gradient of the loss with respect to w")

    # (3) The update, which is not part of the graph.
    # TODO: move w by the learning rate and the gradient, then make the gradient zero
    raise NotImplementedError("TODO: move w by the learning rate and the gradient, then make the gradient zero")

    print(f"step {i + 1:2}   loss {loss.item():.6f}   w {w.tolist()}")
