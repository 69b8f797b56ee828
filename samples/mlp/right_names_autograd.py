"""Names autograd in comments, an unused import and an assertion, and never uses it; columns instead of rows inside."""
import torch
from torch.autograd import Variable  # noqa: F401  (left over from the tutorial)

# My first version called loss.backward() and compared with torch.autograd.grad; this one does not need it.


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
        assert not x.requires_grad, "no autograd in this homework"
        # as in the theory part: every sample is a column
        X = x.T
        Z1 = self.parameters["W1"] @ X + self.parameters["b1"].unsqueeze(1)
        Z2, dF = self.value_and_slope(Z1, self.f_function)
        Z3 = self.parameters["W2"] @ Z2 + self.parameters["b2"].unsqueeze(1)
        Y, dG = self.value_and_slope(Z3, self.g_function)
        self.cache = {"X": X, "Z2": Z2, "dF": dF, "dG": dG}
        return Y.T

    @staticmethod
    def value_and_slope(Z, name):
        if name == "relu":
            slope = torch.heaviside(Z, torch.tensor(0.0))
            return Z * slope, slope
        if name == "sigmoid":
            value = torch.sigmoid(Z)
            return value, value * (1 - value)
        return Z, torch.ones_like(Z)

    def backward(self, dJdy_hat):
        assert all(not p.requires_grad for p in self.parameters.values())
        D3 = dJdy_hat.T * self.cache["dG"]
        D1 = (self.parameters["W2"].T @ D3) * self.cache["dF"]
        self.grads["dJdW2"] = D3 @ self.cache["Z2"].T
        self.grads["dJdb2"] = D3.sum(1, keepdim=True).T  # a row, (1, out2)
        self.grads["dJdW1"] = D1 @ self.cache["X"].T
        self.grads["dJdb1"] = D1.sum(1)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    return [((y - y_hat) ** 2).mean().reshape(1), (y_hat - y) / (0.5 * y.numel())]


def bce_loss(y, y_hat):
    log = torch.log
    J = -1 * (y * log(y_hat) + (1 - y) * log(1 - y_hat))
    return [J.sum() / J.numel(), ((1 - y) / (1 - y_hat) - y / y_hat) / J.numel()]
