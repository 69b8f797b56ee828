import numpy as np


class Affine:
    def __init__(self, W, b):
        self.parameters = {"W": W, "b": b}
        self.gradients = {}

    def forward(self, x, training=True):
        W, b = self.parameters["W"], self.parameters["b"]
        self.cache = x
        out = np.zeros((x.shape[0], W.shape[1]))
        for n in range(x.shape[0]):
            for o in range(W.shape[1]):
                out[n, o] = b[o]
                for i in range(W.shape[0]):
                    out[n, o] += x[n, i] * W[i, o]
        return out

    def backward(self, upstream):
        x, W = self.cache, self.parameters["W"]
        dx, dW, db = np.zeros_like(x), np.zeros_like(W), np.zeros(W.shape[1])
        for n in range(x.shape[0]):
            for o in range(W.shape[1]):
                db[o] += upstream[n, o]
                for i in range(W.shape[0]):
                    dW[i, o] += x[n, i] * upstream[n, o]
                    dx[n, i] += W[i, o] * upstream[n, o]
        self.gradients["W"] = dW
        self.gradients["b"] = db
        return dx


class ReLU:
    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        self.cache = x
        out = x.copy()
        out[out < 0] = 0
        return out

    def backward(self, upstream):
        dx = upstream.copy()
        dx[self.cache <= 0] = 0
        return dx


class Flatten:
    def __init__(self):
        self.parameters, self.gradients = {}, {}

    def forward(self, x, training=True):
        self.cache = x.shape
        return np.array([list(image.flat) for image in x])

    def backward(self, upstream):
        N, C, H, W = self.cache
        return np.reshape(upstream, (N, C, H, W))
