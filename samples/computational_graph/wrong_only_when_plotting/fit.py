"""Wrong: the update slipped into the branch that plots."""
import matplotlib.pyplot as plt
import numpy as np
import torch

pts = torch.tensor(np.load("pts.npy"))
w = torch.tensor([-2, 2], requires_grad=True, dtype=torch.double)
visualize = False
for i in range(30):
    loss = ((pts[:, 1] - torch.sigmoid(w[0] * pts[:, 0] + w[1])) ** 2).sum()
    loss.backward()
    if visualize:
        plt.plot(pts[:, 0], pts[:, 1], "rx")
        plt.pause(0.01)
        with torch.no_grad():
            w -= 3 * w.grad
            w.grad.zero_()
