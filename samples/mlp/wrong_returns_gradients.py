"""Computes every gradient and returns them from backward, and never stores them in self.grads."""
import torch


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = dict(
            W1=torch.randn(linear_1_out_features, linear_1_in_features),
            b1=torch.randn(linear_1_out_features),
            W2=torch.randn(linear_2_out_features, linear_2_in_features),
            b2=torch.randn(linear_2_out_features),
        )
        self.grads = dict(
            dJdW1=torch.zeros(linear_1_out_features, linear_1_in_features),
            dJdb1=torch.zeros(linear_1_out_features),
            dJdW2=torch.zeros(linear_2_out_features, linear_2_in_features),
            dJdb2=torch.zeros(linear_2_out_features),
        )
        self.cache = dict()

    def forward(self, x):
        W1, b1, W2, b2 = self.parameters.values()
        z = x @ W1.T + b1
        h = self.functions(self.f_function)[0](z)
        o = h @ W2.T + b2
        self.cache['tape'] = (x, z, h, o)
        return self.functions(self.g_function)[0](o)

    def functions(self, which):
        if which == 'relu':
            return (lambda t: t.clamp_min(0)), (lambda t: t.gt(0).float())
        elif which == 'sigmoid':
            return torch.sigmoid, (lambda t: torch.sigmoid(t) * (1 - torch.sigmoid(t)))
        elif which == 'identity':
            return (lambda t: t), (lambda t: torch.ones_like(t))

    def backward(self, dJdy_hat):
        x, z, h, o = self.cache['tape']
        do = dJdy_hat * self.functions(self.g_function)[1](o)
        dW2 = do.T @ h
        db2 = do.sum(0)
        dh = do @ self.parameters['W2']
        dz = dh * self.functions(self.f_function)[1](z)
        dW1 = dz.T @ x
        db1 = dz.sum(0)
        return dW1, db1, dW2, db2

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    J = torch.mean((y_hat - y) ** 2)
    return J, (2.0 / y.numel()) * (y_hat - y)


def bce_loss(y, y_hat):
    J = -torch.mean(y * torch.log(y_hat) + (1.0 - y) * torch.log(1.0 - y_hat))
    return J, (1.0 / y.numel()) * (y_hat - y) / (y_hat * (1.0 - y_hat))
