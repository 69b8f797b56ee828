# The gradient without a backward pass: steps along the imaginary axis.
import numpy as np
import torch

STEP = 1e-30


def slopes(function, w):
    gradient = torch.zeros_like(w)
    for i in range(len(w)):
        step = torch.zeros_like(w)
        step[i] = STEP
        gradient[i] = function(torch.complex(w, step)).imag / STEP
    return gradient

pts = torch.tensor(np.load("pts.npy"))
x, y = pts[:, 0], pts[:, 1]
w = torch.tensor([-2, 2], dtype=torch.double)


def squares(w):
    return ((y - 1 / (1 + torch.exp(-(w[0] * x + w[1])))) ** 2).sum()


for i in range(30):
    w = w - 3.0 * slopes(squares, w)
print(w, squares(w))
