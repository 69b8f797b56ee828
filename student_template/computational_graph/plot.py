"""Draws the points of pts.npy and the function that fit.py found. Needs matplotlib: python plot.py"""

import fit
import matplotlib.pyplot as plt
import numpy as np

points = np.load("pts.npy")
w = fit.w.detach().numpy()
x = np.linspace(-1, 1, 200)
plt.plot(points[:, 0], points[:, 1], "rx", label="points")
plt.plot(x, 1 / (1 + np.exp(-(w[0] * x + w[1]))), "g", label="f(x, w)")
plt.xlabel("x")
plt.ylabel("y")
plt.legend()
plt.show()
