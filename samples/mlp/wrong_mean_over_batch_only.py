"""Divides both losses and their gradients by N, the batch size, and not by all N * K elements."""
import torch
from torch import nn


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = {'W1': torch.randn(linear_1_out_features, linear_1_in_features),
                           'b1': torch.randn(linear_1_out_features),
                           'W2': torch.randn(linear_2_out_features, linear_2_in_features),
                           'b2': torch.randn(linear_2_out_features)}
        self.grads = {'dJdW1': torch.zeros(linear_1_out_features, linear_1_in_features),
                      'dJdb1': torch.zeros(linear_1_out_features),
                      'dJdW2': torch.zeros(linear_2_out_features, linear_2_in_features),
                      'dJdb2': torch.zeros(linear_2_out_features)}
        self.cache = {}

    def forward(self, x):
        batch_size = x.shape[0]
        b1 = self.parameters['b1'].repeat(batch_size, 1)
        b2 = self.parameters['b2'].repeat(batch_size, 1)
        z1 = torch.mm(x, self.parameters['W1'].T) + b1
        z2 = self.function(self.f_function)(z1)
        z3 = torch.mm(z2, self.parameters['W2'].T) + b2
        y_hat = self.function(self.g_function)(z3)
        self.cache.update({'x': x, 'z1': z1, 'z2': z2, 'z3': z3, 'y_hat': y_hat})
        return y_hat

    def function(self, name):
        return {'relu': nn.ReLU(), 'sigmoid': nn.Sigmoid(), 'identity': nn.Identity()}[name]

    def gradient(self, name, z):
        if name == 'relu':
            gradient = torch.zeros(z.shape)
            gradient[z > 0] = 1
            return gradient
        elif name == 'sigmoid':
            return torch.exp(-z) / (1 + torch.exp(-z)) ** 2
        else:
            return torch.ones(z.shape)

    def backward(self, dJdy_hat):
        dJdz3 = dJdy_hat * self.gradient(self.g_function, self.cache['z3'])
        dJdz2 = torch.mm(dJdz3, self.parameters['W2'])
        dJdz1 = dJdz2 * self.gradient(self.f_function, self.cache['z1'])
        ones = torch.ones(1, dJdy_hat.shape[0])
        self.grads['dJdW2'] = torch.mm(dJdz3.T, self.cache['z2'])
        self.grads['dJdb2'] = torch.mm(ones, dJdz3)[0]
        self.grads['dJdW1'] = torch.mm(dJdz1.T, self.cache['x'])
        self.grads['dJdb1'] = torch.mm(ones, dJdz1)[0]

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    batch_size = y.shape[0]
    loss = ((y_hat - y) ** 2).sum(dim=1).mean()
    dJdy_hat = 2 * (y_hat - y) / batch_size
    return loss, dJdy_hat


def bce_loss(y, y_hat):
    batch_size = y.shape[0]
    loss = -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).sum(dim=1).mean()
    dJdy_hat = ((1 - y) / (1 - y_hat) - y / y_hat) / batch_size
    return loss, dJdy_hat
