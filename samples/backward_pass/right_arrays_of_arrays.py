"""Right: lists are arrays of objects, the derivatives long doubles; imports the given network.py."""
import network  # given: to try things out
import numpy as np

K = 5
D = 6
D_i = 1
D_o = 1

def ReLU(preactivation):
    activation = preactivation.clip(0.0)
    return activation
def least_squares_loss(net_output, y):
    return np.sum((net_output - y) * (net_output - y))
def d_loss_d_output(net_output, y):
    return 2 * (net_output - y)
def indicator_function(x):
    x_in = np.array(x)
    x_in[x_in >= 0] = 1
    x_in[x_in < 0] = 0
    return x_in

def compute_network_output(net_input, all_weights, all_biases):
    K = len(all_weights) - 1
    all_f = np.zeros(K + 1, dtype=object)
    all_h = np.zeros(K + 1, dtype=object)
    all_h[0] = net_input
    for layer in range(K):
        all_f[layer] = all_biases[layer] + np.matmul(all_weights[layer], all_h[layer])
        all_h[layer + 1] = ReLU(all_f[layer])
    all_f[K] = all_biases[K] + np.matmul(all_weights[K], all_h[K])
    net_output = all_f[K]
    return net_output, all_f, all_h

def backward_pass(all_weights, all_biases, all_f, all_h, y):
    all_dl_dweights = np.empty(K + 1, dtype=object)
    all_dl_dbiases = np.empty(K + 1, dtype=object)
    all_dl_df = [None] * (K + 1)
    all_dl_dh = [None] * (K + 1)
    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y), dtype=np.longdouble)
    for layer in range(K, -1, -1):
        all_dl_dbiases[layer] = np.array(all_dl_df[layer])
        all_dl_dweights[layer] = np.matmul(all_dl_df[layer], all_h[layer].T)
        all_dl_dh[layer] = np.matmul(all_weights[layer].T, all_dl_df[layer])
        if layer > 0:
            all_dl_df[layer - 1] = indicator_function(all_f[layer - 1]) * all_dl_dh[layer]
    return all_dl_dweights, all_dl_dbiases
