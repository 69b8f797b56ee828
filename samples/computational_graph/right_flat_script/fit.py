"""Right: a loop over the points, plots in a window with a pause at every step (and the wrong sign in the plot)."""
import matplotlib
matplotlib.use("TkAgg")
import torch
import matplotlib.pyplot as plt
import numpy as np

N = 5
pts = torch.tensor(np.load("pts.npy"))
w = torch.tensor([-2, 2], requires_grad=True, dtype=torch.double)
learning_rate = 2.5

for i in range(30):
    loss = 0
    for n in range(N):
        f = 1 / (1 + torch.exp(-(w[0] * pts[n, 0] + w[1])))
        loss = loss + (pts[n, 1] - f) ** 2
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        w.grad.zero_()

    # look at it
    P = pts.detach().numpy()
    W = w.detach().numpy()
    T = torch.linspace(-1, 1, 50).numpy()
    plt.figure(1)
    plt.clf()
    plt.plot(P[:, 0], P[:, 1], "rx", markersize=10)
    plt.plot(T, 1 / (1 - np.exp(W[0] * T - W[1])), color="green")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.pause(0.5)
    plt.draw()
plt.show()
