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
    # SOLUTION BEGIN: return f(z) for "relu", "sigmoid" and "identity"
    if name == "relu":
        return torch.relu(z)
    if name == "sigmoid":
        return torch.sigmoid(z)
    return z
    # SOLUTION END


def activation_derivative(name, z):
    """The derivative of the function called `name` at every element of z; the result has the shape of z."""
    # SOLUTION BEGIN: return f'(z) for "relu", "sigmoid" and "identity"
    if name == "relu":
        return (z > 0).to(z.dtype)
    if name == "sigmoid":
        return torch.sigmoid(z) * torch.sigmoid(-z)
    return torch.ones_like(z)
    # SOLUTION END


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
        # SOLUTION BEGIN: compute y_hat, and keep in self.cache what backward will need
        z1 = x @ self.parameters["W1"].T + self.parameters["b1"]
        z2 = activation(self.f_function, z1)
        z3 = z2 @ self.parameters["W2"].T + self.parameters["b2"]
        self.cache = {"x": x, "z1": z1, "z2": z2, "z3": z3}
        return activation(self.g_function, z3)
        # SOLUTION END

    def backward(self, dJdy_hat):
        """Fill self.grads for the batch that `forward` saw last.

        dJdy_hat (N, out2): the gradient of the loss with respect to y_hat. The losses below have divided it by N * out2
        already, so the gradients of the samples are summed here, never averaged. dJdy_hat is left as it was.
        """
        # SOLUTION BEGIN: set the four entries of self.grads
        dJdz3 = dJdy_hat * activation_derivative(self.g_function, self.cache["z3"])
        self.grads["dJdW2"] = dJdz3.T @ self.cache["z2"]
        self.grads["dJdb2"] = dJdz3.sum(dim=0)

        dJdz2 = dJdz3 @ self.parameters["W2"]
        dJdz1 = dJdz2 * activation_derivative(self.f_function, self.cache["z1"])
        self.grads["dJdW1"] = dJdz1.T @ self.cache["x"]
        self.grads["dJdb1"] = dJdz1.sum(dim=0)
        # SOLUTION END

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
    # SOLUTION BEGIN: return the loss and its gradient
    loss = ((y_hat - y) ** 2).mean()
    dJdy_hat = 2 * (y_hat - y) / y.numel()
    return loss, dJdy_hat
    # SOLUTION END


def bce_loss(y, y_hat):
    """Binary cross entropy: the mean of -(y log y_hat + (1 - y) log(1 - y_hat)) over all N * K elements.

    y (N, K): targets, 0 or 1. y_hat (N, K): predicted probabilities, strictly between 0 and 1.
    Returns (loss, dJdy_hat): a scalar, and its gradient with respect to y_hat (N, K).
    """
    # SOLUTION BEGIN: return the loss and its gradient
    loss = -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()
    dJdy_hat = (y_hat - y) / (y_hat * (1 - y_hat)) / y.numel()
    return loss, dJdy_hat
    # SOLUTION END
