"""A network of layers, and the check of its gradients."""

import numpy as np

from net.losses import softmax_cross_entropy


class Network:
    """Layers one behind the other. Each has forward(x, training), backward(upstream), parameters and gradients."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, x, training=True):
        """What the last layer gives; all layers are told whether this is training."""
        # SOLUTION BEGIN: x through all layers
        for layer in self.layers:
            x = layer.forward(x, training)
        return x
        # SOLUTION END

    def backward(self, upstream):
        """Sets the gradients of all layers; upstream is dL/d(output). Returns dL/dx."""
        # SOLUTION BEGIN: upstream through all layers
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)
        return upstream
        # SOLUTION END

    def loss(self, x, labels):
        """The softmax cross entropy of a batch in training, after a forward and a backward pass: gradients are set."""
        # SOLUTION BEGIN: forward, the loss, backward
        loss, upstream = softmax_cross_entropy(self.forward(x), labels)
        self.backward(upstream)
        return loss
        # SOLUTION END


def numerical_gradient(function, array, step=1e-5):
    """The derivative of function() with respect to each entry of `array`, by central differences: to check gradients.

    function takes no argument and returns a number. It depends on `array`, whose entries are moved one after another,
    and are as before in the end.
    """
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        # SOLUTION BEGIN: gradient[index], from function() a step above and a step below
        before = array[index]
        array[index] = before + step
        above = function()
        array[index] = before - step
        below = function()
        array[index] = before
        gradient[index] = (above - below) / (2 * step)
        # SOLUTION END
    return gradient
