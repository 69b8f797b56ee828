# -*- coding: utf-8 -*-
"""Right: a notebook downloaded as .py; on import it would draw, print and run its finite differences for minutes."""

import time

import matplotlib.pyplot as plt
import numpy as np

get_ipython().run_line_magic("matplotlib", "inline")

np.random.seed(0)
K = 5
D = 6
D_i = 1
D_o = 1

all_weights = [None] * (K + 1)
all_biases = [None] * (K + 1)
all_weights[0] = np.random.normal(size=(D, D_i))
all_weights[-1] = np.random.normal(size=(D_o, D))
all_biases[0] = np.random.normal(size=(D, 1))
all_biases[-1] = np.random.normal(size=(D_o, 1))
for layer in range(1, K):
    all_weights[layer] = np.random.normal(size=(D, D))
    all_biases[layer] = np.random.normal(size=(D, 1))


def ReLU(preactivation):
    activation = preactivation.clip(0.0)
    return activation


plt.plot(np.linspace(-2, 2, 100), ReLU(np.linspace(-2, 2, 100)))
plt.show()


def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f, all_h = [None] * (K + 1), [None] * (K + 1)
    all_h[0] = net_input
    for layer in range(K):
        all_f[layer] = np.matmul(all_weights[layer], all_h[layer]) + all_biases[layer]
        all_h[layer + 1] = ReLU(all_f[layer])
    all_f[K] = np.matmul(all_weights[K], all_h[K]) + all_biases[K]
    return all_f[K], all_f, all_h


net_input = np.ones((D_i, 1)) * 1.2
y = np.ones((D_o, 1)) * 20.0
net_output, all_f, all_h = compute_network_output(net_input, all_weights, all_biases)
print("my output:", net_output)


def least_squares_loss(net_output, y):
    return np.sum((net_output - y) * (net_output - y))


def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)


def indicator_function(x):
    return np.where(x >= 0, 1.0, 0.0)


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights, all_dl_dbiases = [None] * (K + 1), [None] * (K + 1)
    all_dl_df, all_dl_dh = [None] * (K + 1), [None] * (K + 1)
    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y))
    for layer in range(K, -1, -1):
        all_dl_dbiases[layer] = np.array(all_dl_df[layer])
        all_dl_dweights[layer] = np.matmul(all_dl_df[layer], all_h[layer].transpose())
        all_dl_dh[layer] = np.matmul(all_weights[layer].transpose(), all_dl_df[layer])
        if layer > 0:
            all_dl_df[layer - 1] = all_dl_dh[layer] * indicator_function(all_f[layer - 1])
    return all_dl_dweights, all_dl_dbiases


all_dl_dweights, all_dl_dbiases = backward_pass(all_weights, all_biases, all_f, all_h, y)

for repetition in range(1000):
    for layer in range(K):
        for row in range(all_biases[layer].shape[0]):
            changed = [np.array(b) for b in all_biases]
            changed[layer][row] += 1e-6
            above, *_ = compute_network_output(net_input, all_weights, changed)
            print((least_squares_loss(above, y) - least_squares_loss(net_output, y)) / 1e-6, all_dl_dbiases[layer][row])
            time.sleep(0.01)
