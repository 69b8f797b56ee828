"""Plain loops over samples and units with Python floats, as one would write it in C; slow and right."""
import math

import torch


def fun(name, v):
    if name == "relu":
        return v if v > 0 else 0.0
    if name == "sigmoid":
        return 1 / (1 + math.exp(-v))
    if name == "identity":
        return v
    raise ValueError(name)


def dfun(name, v):
    if name == "relu":
        return 1.0 if v > 0 else 0.0
    if name == "sigmoid":
        s = 1 / (1 + math.exp(-v))
        return s * (1 - s)
    return 1.0


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function, self.g_function = f_function, g_function
        self.n_in = linear_1_in_features
        self.n_hidden = linear_1_out_features
        self.n_out = linear_2_out_features
        self.parameters = {
            "W1": torch.randn(linear_1_out_features, linear_1_in_features),
            "b1": torch.randn(linear_1_out_features),
            "W2": torch.randn(linear_2_out_features, linear_2_in_features),
            "b2": torch.randn(linear_2_out_features),
        }
        self.grads = {"dJd" + k: torch.zeros(v.shape) for k, v in self.parameters.items()}
        self.cache = {}

    def forward(self, x):
        W1, b1 = self.parameters["W1"].tolist(), self.parameters["b1"].tolist()
        W2, b2 = self.parameters["W2"].tolist(), self.parameters["b2"].tolist()
        samples = x.tolist()
        Z1, H, Z2, Y = [], [], [], []
        for sample in samples:
            z1 = []
            for j in range(self.n_hidden):
                total = b1[j]
                for i in range(self.n_in):
                    total += W1[j][i] * sample[i]
                z1.append(total)
            h = [fun(self.f_function, v) for v in z1]
            z2 = []
            for k in range(self.n_out):
                total = b2[k]
                for j in range(self.n_hidden):
                    total += W2[k][j] * h[j]
                z2.append(total)
            Z1.append(z1)
            H.append(h)
            Z2.append(z2)
            Y.append([fun(self.g_function, v) for v in z2])
        self.cache = {"x": samples, "z1": Z1, "h": H, "z2": Z2}
        return torch.tensor(Y)

    def backward(self, dJdy_hat):
        W2 = self.parameters["W2"].tolist()
        for n, upstream in enumerate(dJdy_hat.tolist()):
            x, z1, h, z2 = (self.cache[key][n] for key in ("x", "z1", "h", "z2"))
            delta2 = [upstream[k] * dfun(self.g_function, z2[k]) for k in range(self.n_out)]
            for k in range(self.n_out):
                self.grads["dJdb2"][k] += delta2[k]
                for j in range(self.n_hidden):
                    self.grads["dJdW2"][k, j] += delta2[k] * h[j]
            for j in range(self.n_hidden):
                back = 0.0
                for k in range(self.n_out):
                    back += delta2[k] * W2[k][j]
                delta1 = back * dfun(self.f_function, z1[j])
                self.grads["dJdb1"][j] += delta1
                for i in range(self.n_in):
                    self.grads["dJdW1"][j, i] += delta1 * x[i]

    def clear_grad_and_cache(self):
        for key in self.grads:
            self.grads[key].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    N, K = y.shape
    loss = 0.0
    grad = torch.zeros(N, K)
    for n in range(N):
        for k in range(K):
            d = float(y_hat[n, k]) - float(y[n, k])
            loss += d * d / (N * K)
            grad[n, k] = 2 * d / (N * K)
    return loss, grad


def bce_loss(y, y_hat):
    N, K = y.shape
    loss = 0.0
    grad = torch.zeros(N, K)
    for n in range(N):
        for k in range(K):
            t, p = float(y[n, k]), float(y_hat[n, k])
            if t == 1:
                loss -= math.log(p)
                grad[n, k] = -1 / p
            else:
                loss -= math.log(1 - p)
                grad[n, k] = 1 / (1 - p)
    return loss / (N * K), grad / (N * K)
