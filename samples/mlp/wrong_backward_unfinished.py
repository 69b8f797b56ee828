"""Handed in half done: forward and the losses are there, backward still raises NotImplementedError."""
import torch


def activation(name, z):
    if name == "relu":
        return z.clamp(min=0.0)
    if name == "sigmoid":
        return torch.sigmoid(z)
    return z


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
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
        hidden = activation(self.f_function, x @ self.parameters["W1"].T + self.parameters["b1"])
        return activation(self.g_function, hidden @ self.parameters["W2"].T + self.parameters["b2"])

    def backward(self, dJdy_hat):
        # TODO: set the four entries of self.grads
        raise NotImplementedError("TODO: set the four entries of self.grads")

    def clear_grad_and_cache(self):
        for gradient in self.grads.values():
            gradient.zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    loss = ((y_hat - y) ** 2).mean()
    return loss, 2 * (y_hat - y) / y.numel()


def bce_loss(y, y_hat):
    loss = -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()
    return loss, ((1 - y) / (1 - y_hat) - y / y_hat) / y.numel()
