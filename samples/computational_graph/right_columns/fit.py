"""Right: torch.optim.SGD and the mean of the squares; the figure goes to a file."""
import numpy as np
import torch
from matplotlib import pyplot as plt

data = torch.from_numpy(np.load("pts.npy"))
X, Y = data.T
w = torch.nn.Parameter(torch.tensor([-2.0, 2.0], dtype=torch.float64))
optimizer = torch.optim.SGD([w], lr=12)
history = []
for epoch in range(30):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(torch.sigmoid(X * w[0] + w[1]), Y)
    loss.backward()
    optimizer.step()
    history.append(loss.item())

plt.plot(history)
plt.savefig("history.png")
