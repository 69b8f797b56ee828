"""Convolution as one matrix product: every window is a column."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .helpers import Plain


class Conv2d(Plain):
    def __init__(self, W, b, stride=1, padding=0):
        super().__init__(W=W, b=b)
        self.stride, self.padding = stride, padding

    def forward(self, x, training=True):
        W, b = self.parameters.values()
        F, C, h, w = W.shape
        p, s = self.padding, self.stride
        self.shape = x.shape
        padded = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
        windows = sliding_window_view(padded, (h, w), axis=(2, 3))[:, :, ::s, ::s]  # (N, C, rows, columns, h, w)
        N, _, rows, columns = windows.shape[:4]
        self.columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(N * rows * columns, C * h * w)
        out = self.columns @ W.reshape(F, -1).T + b
        self.padded_shape = padded.shape
        return out.reshape(N, rows, columns, F).transpose(0, 3, 1, 2)

    def backward(self, upstream):
        W, _ = self.parameters.values()
        F, C, h, w = W.shape
        N, _, rows, columns = upstream.shape
        above = upstream.transpose(0, 2, 3, 1).reshape(-1, F)
        self.gradients = {"W": (above.T @ self.columns).reshape(W.shape), "b": above.sum(axis=0)}
        by_columns = (above @ W.reshape(F, -1)).reshape(N, rows, columns, C, h, w)
        padded = np.zeros(self.padded_shape)
        s, p = self.stride, self.padding
        for k in range(h):
            for m in range(w):
                padded[:, :, k : k + s * rows : s, m : m + s * columns : s] += by_columns[..., k, m].transpose(0, 3, 1, 2)
        _, _, H, width = self.shape
        return padded[:, :, p : p + H, p : p + width]


class MaxPool(Plain):
    def __init__(self, size, stride):
        super().__init__()
        self.size, self.stride = size, stride

    def forward(self, x, training=True):
        windows = sliding_window_view(x, (self.size, self.size), axis=(2, 3))[:, :, :: self.stride, :: self.stride]
        flat = windows.reshape(*windows.shape[:4], -1)
        self.which, self.shape = flat.argmax(axis=-1), x.shape
        return flat.max(axis=-1)

    def backward(self, upstream):
        dx = np.zeros(self.shape)
        n, c, i, j = np.indices(upstream.shape)
        k, m = np.divmod(self.which, self.size)
        np.add.at(dx, (n, c, i * self.stride + k, j * self.stride + m), upstream)
        return dx
