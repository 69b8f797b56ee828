"""Wrong: w was found elsewhere, there is no descent."""
import numpy as np
import torch

pts = np.load("pts.npy")
w = torch.tensor([2.4933, -0.9030], dtype=torch.double)
loss = sum((y - 1 / (1 + np.exp(-(w[0] * x + w[1])))) ** 2 for x, y in pts)
print(w, loss)
