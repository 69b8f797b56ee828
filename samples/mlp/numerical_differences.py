# backward without the chain rule: differences of the outputs of a copy of forward.
import torch

STEP = 1e-5
WEIGHTS = {1: 1 / 2}  # of y(+k h) - y(-k h), over h


def apply(name, z):
    if name == "relu":
        return z.clamp(min=0)
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
        x, upstream = self.cache["x"].double(), dJdy_hat.double()
        values = {name: value.double() for name, value in self.parameters.items()}

        def y_hat():
            z1 = x @ values["W1"].T + values["b1"]
            z3 = apply(self.f_function, z1) @ values["W2"].T + values["b2"]
            return apply(self.g_function, z3)

        for name in values:
            start = values[name]
            gradient = torch.zeros_like(start)
            for i in range(start.numel()):
                for k, weight in WEIGHTS.items():
                    ends = []
                    for sign in (1, -1):
                        values[name] = start.clone()
                        values[name].view(-1)[i] += sign * k * STEP
                        ends.append(y_hat())
                    gradient.view(-1)[i] += (weight / STEP * (ends[0] - ends[1]) * upstream).sum()
            values[name] = start
            self.grads["dJd" + name] = gradient.float()

    def clear_grad_and_cache(self):
        for gradient in self.grads.values():
            gradient.zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    return ((y_hat - y) ** 2).mean(), 2 * (y_hat - y) / y.numel()


def bce_loss(y, y_hat):
    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean()
    return loss, (y_hat - y) / (y_hat * (1 - y_hat)) / y.numel()
