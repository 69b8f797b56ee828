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
        # TODO: the output
        raise NotImplementedError("TODO: the output")

    def backward(self, upstream):
        """upstream (N, filters, rows, columns). Sets self.gradients, dL/dW and dL/db; returns dL/dx."""
        # TODO: self.gradients with "W" and "b", and dL/dx
        raise NotImplementedError("TODO: self.gradients with \"W\" and \"b\", and dL/dx")


class MaxPool:
    """The largest number of each window."""

    def __init__(self, size, stride):
        """Windows of size x size, `stride` apart."""
        self.parameters, self.gradients = {}, {}
        self.size, self.stride = size, stride

    def forward(self, x, training=True):
        """x (N, channels, H, W) -> (N, channels, rows, columns), of all windows that lie within the image."""
        # TODO: the output
        raise NotImplementedError("TODO: the output")

    def backward(self, upstream):
        """upstream (N, channels, rows, columns); returns dL/dx."""
        # TODO: dL/dx
        raise NotImplementedError("TODO: dL/dx")


def places(images, height, width, stride):
    """Given. The slices of rows and those of columns at which windows of height x width lie, `stride` apart."""
    _, _, H, W = images.shape
    rows = [slice(start, start + height) for start in range(0, H - height + 1, stride)]
    columns = [slice(start, start + width) for start in range(0, W - width + 1, stride)]
    return rows, columns
