"""Right: asserts its own results, ends with exit(), and says so on the screen."""
import math
import sys

import numpy as np
import torch

weights = np.array([math.pi / 2, math.pi])
w = torch.tensor(weights, requires_grad=True)
x = torch.tensor(np.array([2, 1]), dtype=torch.float64)
b = 0
label = 2

y = torch.sin((w * x).sum()) - b
assert abs(y.item()) < 1e-9
y.backward(retain_graph=True)
dy_dw = w.grad.numpy().copy()
assert np.allclose(dy_dw, [2, 1])
w.grad = None
loss = (label - y) ** 2
loss.backward()
dl_dw = w.grad.numpy().copy()
assert np.allclose(dl_dw, [-8, -4])
w.data -= 0.5 * w.grad
print("all done:", y.item(), dy_dw, loss.item(), dl_dw, w.data)
sys.exit()
