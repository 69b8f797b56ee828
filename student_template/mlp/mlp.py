"""A two-layer network with its gradients written out by hand: linear 1, f, linear 2, g, and two losses.

For a batch x of N samples, one per row (N, in1):

    z1    = x W1^T + b1     linear 1    (N, out1)
    z2    = f(z1)                       (N, out1)
    z3    = z2 W2^T + b2    linear 2    (N, out2)
    y_hat = g(z3)                       (N, out2)

f and g work element by element and are named "relu", "sigmoid" or "identity".
dJdz stands for the gradient of the loss J with respect to z, and has the shape of z.
No automatic differentiation anywhere: every gradient here is a formula.
"""

import torch


def activation(name, z):
    """The value of the function called `name` at every element of z; the result has the shape of z."""
    # TODO: return f(z) for "relu", "sigmoid" and "identity"
    raise NotImplementedError("TODO: return f(z) for \"relu\", \"sigmoid\" and \"identity\"")


def activation_derivative(name, z):
    """The derivative of the function called `name` at every element of z; the result has the shape of z."""
    # TODO: return f'(z) for "relu", "sigmoid" and "identity"
    raise NotImplementedError("TODO: return f'(z) for \"relu\", \"sigmoid\" and \"identity\"")


class MLP:
    """Linear 1, f, linear 2, g.

    parameters  W1 (out1, in1), b1 (out1,), W2 (out2, out1), b2 (out2,)
    grads       dJdW1, dJdb1, dJdW2, dJdb2: what `backward` fills, each shaped like its parameter
    cache       what `forward` leaves for `backward`; its contents are up to you
    """

    def __init__(
        self,
        linear_1_in_features,
        linear_1_out_features,
        f_function,
        linear_2_in_features,
        linear_2_out_features,
        g_function,
    ):
        """f_function, g_function: "relu", "sigmoid" or "identity". This method is complete."""
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = {
            "W1": torch.randn(linear_1_out_features, linear_1_in_features),
            "b1": torch.randn(linear_1_out_features),
            "W2": torch.randn(linear_2_out_features, linear_2_in_features),
            "b2": torch.randn(linear_2_out_features),
        }
        self.grads = {
            "dJdW1": torch.zeros(linear_1_out_features, linear_1_in_features),
            "dJdb1": torch.zeros(linear_1_out_features),
            "dJdW2": torch.zeros(linear_2_out_features, linear_2_in_features),
            "dJdb2": torch.zeros(linear_2_out_features),
        }
        self.cache = {}

    def forward(self, x):
        """Return y_hat (N, out2) for a batch x (N, in1), for any N, and leave x as it was."""
        # TODO: compute y_hat, and keep in self.cache what backward will need
        raise NotImplementedError("TODO: compute y_hat, and keep in self.cache what backward will need")

    def backward(self, dJdy_hat):
        """Fill self.grads for the batch that `forward` saw last.

        dJdy_hat (N, out2): the gradient of the loss with respect to y_hat. The losses below have divided it by N * out2
        already, so the gradients of the samples are summed here, never averaged. dJdy_hat is left as it was.
        """
        # TODO: set the four entries of self.grads
        raise NotImplementedError("TODO: set the four entries of self.grads")

    def clear_grad_and_cache(self):
        """Set every gradient to zero, in place, and forget the cache. This method is complete."""
        for gradient in self.grads.values():
            gradient.zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    """Mean squared error: the mean of (y_hat - y)^2 over all N * K elements.

    y, y_hat (N, K): the targets come first, then the predictions.
    Returns (loss, dJdy_hat): a scalar, and its gradient with respect to y_hat (N, K).
    """
    # TODO: return the loss and its gradient
    raise NotImplementedError("TODO: return the loss and its gradient")


def bce_loss(y, y_hat):
    """Binary cross entropy: the mean of -(y log y_hat + (1 - y) log(1 - y_hat)) over all N * K elements.

    y (N, K): targets, 0 or 1. y_hat (N, K): predicted probabilities, strictly between 0 and 1.
    Returns (loss, dJdy_hat): a scalar, and its gradient with respect to y_hat (N, K).
    """
    # TODO: return the loss and its gradient
    raise NotImplementedError("TODO: return the loss and its gradient")
