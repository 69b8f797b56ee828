"""Convolution and max pooling of images, (N, channels, height, width). Loops over places are fast enough."""

import numpy as np


class Conv2d:
    """The sum of each window times each filter, plus a bias; as in all libraries the filters are not turned round."""

    def __init__(self, W, b, stride=1, padding=0):
        """W (filters, channels, height, width), b (filters,); `padding` zeros are put on each side of an image."""
        self.parameters = {"W": W, "b": b}
        self.gradients = {}
        self.stride, self.padding = stride, padding

    def forward(self, x, training=True):
        """x (N, channels, H, W) -> (N, filters, rows, columns), of all windows that lie within the padded image."""
        # SOLUTION BEGIN: the output
        W, b, around = self.parameters["W"], self.parameters["b"], self.padding
        self.padded = np.pad(x, ((0, 0), (0, 0), (around, around), (around, around)))
        rows, columns = places(self.padded, W.shape[2], W.shape[3], self.stride)
        output = np.zeros((len(x), len(W), len(rows), len(columns)))
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                window = self.padded[:, :, row, column]
                output[:, :, i, j] = np.tensordot(window, W, axes=([1, 2, 3], [1, 2, 3])) + b
        return output
        # SOLUTION END

    def backward(self, upstream):
        """upstream (N, filters, rows, columns). Sets self.gradients, dL/dW and dL/db; returns dL/dx."""
        # SOLUTION BEGIN: self.gradients with "W" and "b", and dL/dx
        W, around = self.parameters["W"], self.padding
        by_W, by_padded = np.zeros_like(W), np.zeros_like(self.padded)
        rows, columns = places(self.padded, W.shape[2], W.shape[3], self.stride)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                above = upstream[:, :, i, j]
                by_W += np.tensordot(above, self.padded[:, :, row, column], axes=([0], [0]))
                by_padded[:, :, row, column] += np.tensordot(above, W, axes=([1], [0]))
        self.gradients = {"W": by_W, "b": upstream.sum(axis=(0, 2, 3))}
        height, width = by_padded.shape[2:]
        return by_padded[:, :, around : height - around, around : width - around]
        # SOLUTION END


class MaxPool:
    """The largest number of each window."""

    def __init__(self, size, stride):
        """Windows of size x size, `stride` apart."""
        self.parameters, self.gradients = {}, {}
        self.size, self.stride = size, stride

    def forward(self, x, training=True):
        """x (N, channels, H, W) -> (N, channels, rows, columns), of all windows that lie within the image."""
        # SOLUTION BEGIN: the output
        self.x = x
        rows, columns = places(x, self.size, self.size, self.stride)
        self.output = np.zeros((*x.shape[:2], len(rows), len(columns)))
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                self.output[:, :, i, j] = x[:, :, row, column].max(axis=(2, 3))
        return self.output
        # SOLUTION END

    def backward(self, upstream):
        """upstream (N, channels, rows, columns); returns dL/dx."""
        # SOLUTION BEGIN: dL/dx
        by_x = np.zeros_like(self.x)
        rows, columns = places(self.x, self.size, self.size, self.stride)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                is_largest = self.x[:, :, row, column] == self.output[:, :, i, j, None, None]
                by_x[:, :, row, column] += upstream[:, :, i, j, None, None] * is_largest
        return by_x
        # SOLUTION END


def places(images, height, width, stride):
    """Given. The slices of rows and those of columns at which windows of height x width lie, `stride` apart."""
    _, _, H, W = images.shape
    rows = [slice(start, start + height) for start in range(0, H - height + 1, stride)]
    columns = [slice(start, start + width) for start in range(0, W - width + 1, stride)]
    return rows, columns
