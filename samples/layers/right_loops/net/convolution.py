import numpy as np


class Conv2d:
    def __init__(self, W, b, stride=1, padding=0):
        self.parameters = {"W": W, "b": b}
        self.gradients = {}
        self.stride, self.padding = stride, padding

    def forward(self, x, training=True):
        W, b, s, p = self.parameters["W"], self.parameters["b"], self.stride, self.padding
        N, C, H, width = x.shape
        F, _, h, w = W.shape
        rows, columns = (H + 2 * p - h) // s + 1, (width + 2 * p - w) // s + 1
        self.x = x
        out = np.zeros((N, F, rows, columns))
        for n in range(N):
            for f in range(F):
                for i in range(rows):
                    for j in range(columns):
                        total = b[f]
                        for c in range(C):
                            for k in range(h):
                                for m in range(w):
                                    row, column = i * s + k - p, j * s + m - p
                                    if 0 <= row < H and 0 <= column < width:
                                        total += W[f, c, k, m] * x[n, c, row, column]
                        out[n, f, i, j] = total
        return out

    def backward(self, upstream):
        x, W, s, p = self.x, self.parameters["W"], self.stride, self.padding
        N, C, H, width = x.shape
        F, _, h, w = W.shape
        dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(F)
        for n in range(N):
            for f in range(F):
                for i in range(upstream.shape[2]):
                    for j in range(upstream.shape[3]):
                        above = upstream[n, f, i, j]
                        db[f] += above
                        for c in range(C):
                            for k in range(h):
                                for m in range(w):
                                    row, column = i * s + k - p, j * s + m - p
                                    if 0 <= row < H and 0 <= column < width:
                                        dW[f, c, k, m] += above * x[n, c, row, column]
                                        dx[n, c, row, column] += above * W[f, c, k, m]
        self.gradients = {"W": dW, "b": db}
        return dx


class MaxPool:
    def __init__(self, size, stride):
        self.parameters, self.gradients = {}, {}
        self.size, self.stride = size, stride

    def forward(self, x, training=True):
        N, C, H, W = x.shape
        rows, columns = (H - self.size) // self.stride + 1, (W - self.size) // self.stride + 1
        out = np.zeros((N, C, rows, columns))
        self.shape, self.winners = x.shape, {}
        for place in np.ndindex(out.shape):
            n, c, i, j = place
            best = None
            for row in range(i * self.stride, i * self.stride + self.size):
                for column in range(j * self.stride, j * self.stride + self.size):
                    if best is None or x[n, c, row, column] > x[best]:
                        best = (n, c, row, column)
            self.winners[place] = best
            out[place] = x[best]
        return out

    def backward(self, upstream):
        dx = np.zeros(self.shape)
        for place, winner in self.winners.items():
            dx[winner] += upstream[place]
        return dx
