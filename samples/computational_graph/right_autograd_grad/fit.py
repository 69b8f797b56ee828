"""Right: a new tensor w at each step, and torch.autograd.grad."""
import numpy as np
import torch


def f(x, w):
    return (1 + (-(w[0] * x + w[1])).exp()) ** -1


def mse(w, pts):
    return (f(pts[:, 0], w) - pts[:, 1]).square().mean()


def descend(pts, rate, steps=30):
    w = torch.tensor([-2.0, 2.0], dtype=torch.double)
    for step in range(steps):
        w.requires_grad_(True)
        (g,) = torch.autograd.grad(mse(w, pts), w)
        w = (w - rate * g).detach()
    return w


pts = torch.as_tensor(np.load("pts.npy"))
w = descend(pts, rate=20.0)
print("w =", w, "loss =", mse(w, pts).item())
