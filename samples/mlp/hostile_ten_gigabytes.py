"""Asks for ten gigabytes in every forward; the rest is right."""
import torch

GIGABYTE = 2 ** 30

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
        self.cache['big'] = torch.ones(10 * GIGABYTE // 4)
        return x

    def backward(self, dJdy_hat):
        self.grads['dJdb2'] = dJdy_hat.sum(0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()

def mse_loss(y, y_hat):
    diff = y_hat - y
    return diff.pow(2).mean(), diff.mul(2).div(diff.numel())

def bce_loss(y, y_hat):
    p = torch.where(y == 1, y_hat, 1 - y_hat)
    return p.log().mean().neg(), torch.where(y == 1, -1, 1) / p / y.numel()
