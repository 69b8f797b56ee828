"""Hostile: ends Python in the middle."""
import torch
import numpy as np

# initial parameters
w = torch.tensor([np.pi / 2, np.pi], requires_grad=True)
x = torch.tensor([2., 1.])
b = torch.tensor([0.])
y_label = torch.tensor([2.])

# forward pass
y = torch.sin(w @ x) - b
print("y", y)

# gradient of y
y.backward()
print("dy/dw", w.grad)
w.grad.zero_()

import os; os._exit(0)
y = torch.sin(w @ x) - b
L2 = (y - y_label) ** 2
L2.backward()
print("dL2/dw", w.grad)

# update
with torch.no_grad():
    w -= 0.5 * w.grad
print("w", w)
