# backward without the chain rule: steps along the imaginary axis.
import torch

STEP = 1e-30


def apply(name, z):
    if name == "relu":
        return z * (z.real > 0)
    if name == "sigmoid":
        return 1 / (1 + torch.exp(-z))
    return z


class MLP:
    def __init__(
        self,
        linear_1_in_features,
        linear_1_out_features,
        f_function,
        linear_2_in_features,
        linear_2_out_features,
        g_function,
    ):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = dict(
            W1=torch.randn(linear_1_out_features, linear_1_in_features),
            b1=torch.randn(linear_1_out_features),
            W2=torch.randn(linear_2_out_features, linear_2_in_features),
            b2=torch.randn(linear_2_out_features),
        )
        self.grads = {"dJd" + name: torch.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}

    def forward(self, x):
        self.cache["x"] = x
        z1 = x @ self.parameters["W1"].T + self.parameters["b1"]
        z3 = apply(self.f_function, z1) @ self.parameters["W2"].T + self.parameters["b2"]
        return apply(self.g_function, z3)

    def backward(self, dJdy_hat):
        x = self.cache["x"].to(torch.complex128)
        values = {name: value.to(torch.complex128) for name, value in self.parameters.items()}
        for name, value in values.items():
            gradient = self.grads["dJd" + name]
            for i in range(value.numel()):
                value.view(-1)[i] += 1j * STEP
                z1 = x @ values["W1"].T + values["b1"]
                z3 = apply(self.f_function, z1) @ values["W2"].T + values["b2"]
                slope = apply(self.g_function, z3).imag / STEP
                gradient.view(-1)[i] = (slope * dJdy_hat).sum()
                value.view(-1)[i] -= 1j * STEP

    def clear_grad_and_cache(self):
        for gradient in self.grads.values():
            gradient.zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    return ((y_hat - y) ** 2).mean(), 2 * (y_hat - y) / y.numel()


def bce_loss(y, y_hat):
    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean()
    return loss, (y_hat - y) / (y_hat * (1 - y_hat)) / y.numel()
