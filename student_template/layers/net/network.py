"""A network of layers, and the check of its gradients."""

import numpy as np

from net.losses import softmax_cross_entropy


class Network:
    """Layers one behind the other. Each has forward(x, training), backward(upstream), parameters and gradients."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, x, training=True):
        """What the last layer gives; all layers are told whether this is training."""
        # TODO: x through all layers
        raise NotImplementedError("TODO: x through all layers")

    def backward(self, upstream):
        """Sets the gradients of all layers; upstream is dL/d(output). Returns dL/dx."""
        # TODO: upstream through all layers
        raise NotImplementedError("TODO: upstream through all layers")

    def loss(self, x, labels):
        """The softmax cross entropy of a batch in training, after a forward and a backward pass: gradients are set."""
        # TODO: forward, the loss, backward
        raise NotImplementedError("TODO: forward, the loss, backward")


def numerical_gradient(function, array, step=1e-5):
    """The derivative of function() with respect to each entry of `array`, by central differences: to check gradients.

    function takes no argument and returns a number. It depends on `array`, whose entries are moved one after another,
    and are as before in the end.
    """
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        # TODO: gradient[index], from function() a step above and a step below
        raise NotImplementedError("TODO: gradient[index], from function() a step above and a step below")
    return gradient
