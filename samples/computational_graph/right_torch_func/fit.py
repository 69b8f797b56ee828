"""Right: the gradient as a function, as in jax."""
import numpy as np
import torch

pts = torch.from_numpy(np.load("pts.npy")).double()
xs, ys = pts.T


def loss(w, x, y):
    return torch.sum((y - torch.sigmoid(w[0] * x + w[1])) ** 2)


gradient = torch.func.grad(loss)
w = torch.tensor([-2.0, 2.0], dtype=torch.float64)
for _ in range(30):
    w = w - 4.0 * gradient(w, xs, ys)
print(w, loss(w, xs, ys))
