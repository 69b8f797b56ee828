"""The gradient of the mean squared error is not divided by the number of elements; everything else is right."""
import torch


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = dict(W1=torch.randn(linear_1_out_features, linear_1_in_features),
                               b1=torch.randn(linear_1_out_features),
                               W2=torch.randn(linear_2_out_features, linear_2_in_features),
                               b2=torch.randn(linear_2_out_features))
        self.grads = dict(dJdW1=torch.zeros(linear_1_out_features, linear_1_in_features),
                          dJdb1=torch.zeros(linear_1_out_features),
                          dJdW2=torch.zeros(linear_2_out_features, linear_2_in_features),
                          dJdb2=torch.zeros(linear_2_out_features))
        self.cache = dict()

    def forward(self, x):
        self.cache["x"] = x
        self.cache["linear1"] = x @ self.parameters["W1"].t() + self.parameters["b1"]
        self.cache["f"] = nonlinearity(self.cache["linear1"], self.f_function)
        self.cache["linear2"] = self.cache["f"] @ self.parameters["W2"].t() + self.parameters["b2"]
        return nonlinearity(self.cache["linear2"], self.g_function)

    def backward(self, dJdy_hat):
        dlinear2 = dJdy_hat * nonlinearity_grad(self.cache["linear2"], self.g_function)
        df = dlinear2 @ self.parameters["W2"]
        dlinear1 = df * nonlinearity_grad(self.cache["linear1"], self.f_function)
        self.grads["dJdW1"] += dlinear1.t() @ self.cache["x"]
        self.grads["dJdb1"] += dlinear1.sum(0)
        self.grads["dJdW2"] += dlinear2.t() @ self.cache["f"]
        self.grads["dJdb2"] += dlinear2.sum(0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def nonlinearity(z, name):
    if name == "relu":
        return torch.maximum(z, torch.tensor(0.0))
    if name == "sigmoid":
        return torch.sigmoid(z)
    return z


def nonlinearity_grad(z, name):
    if name == "relu":
        return (z > 0) * 1.0
    if name == "sigmoid":
        return torch.sigmoid(z) * (1 - torch.sigmoid(z))
    return torch.ones_like(z)


def mse_loss(y, y_hat):
    loss = ((y - y_hat) ** 2).mean()
    dJdy_hat = 2 * (y_hat - y)
    return loss, dJdy_hat


def bce_loss(y, y_hat):
    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean()
    dJdy_hat = (y_hat - y) / (y_hat * (1 - y_hat)) / y.numel()
    return loss, dJdy_hat
