"""Right: a backward pass before the loop and one after it, to look at the gradient."""
import numpy as np
import torch

pts = torch.tensor(np.load("pts.npy"))
w = torch.tensor([-2, 2], requires_grad=True, dtype=torch.double)


def loss_of(w):
    return (pts[:, 1] - torch.sigmoid(w[0] * pts[:, 0] + w[1])).pow(2).mean()


loss = loss_of(w)
loss.backward()
print("at the start", w.grad)
w.grad.zero_()
for i in range(30):
    loss = loss_of(w)
    loss.backward()
    w.data = w.data - 10 * w.grad
    w.grad = None
loss = loss_of(w)
loss.backward()
print("at the end", w.grad)
