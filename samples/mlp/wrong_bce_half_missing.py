"""Knows only the part y log y_hat of the binary cross entropy, in the loss and in its gradient."""
import torch


def apply_fun(x, fun):
    if fun == 'relu':
        return torch.nn.functional.relu(x)
    elif fun == 'sigmoid':
        return torch.sigmoid(x)
    elif fun == 'identity':
        return x


def grad_fun(x, fun):
    if fun == 'relu':
        return 1. * (x > 0)
    elif fun == 'sigmoid':
        return apply_fun(x, fun) * (1 - apply_fun(x, fun))
    elif fun == 'identity':
        return 1.


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
        self.cache['0'] = x
        self.cache['1'] = x.mm(self.parameters['W1'].T) + self.parameters['b1'].unsqueeze(0)
        self.cache['2'] = apply_fun(self.cache['1'], self.f_function)
        self.cache['3'] = self.cache['2'].mm(self.parameters['W2'].T) + self.parameters['b2'].unsqueeze(0)
        self.cache['4'] = apply_fun(self.cache['3'], self.g_function)
        return self.cache['4']

    def backward(self, dJdy_hat):
        d3 = dJdy_hat * grad_fun(self.cache['3'], self.g_function)
        d1 = d3.mm(self.parameters['W2']) * grad_fun(self.cache['1'], self.f_function)
        for n in range(d3.size(0)):
            self.grads['dJdW2'] += d3[n].unsqueeze(1) * self.cache['2'][n].unsqueeze(0)
            self.grads['dJdb2'] += d3[n]
            self.grads['dJdW1'] += d1[n].unsqueeze(1) * self.cache['0'][n].unsqueeze(0)
            self.grads['dJdb1'] += d1[n]

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    size = y.size(0) * y.size(1)
    return torch.sum((y_hat - y) ** 2) / size, 2 * (y_hat - y) / size


def bce_loss(y, y_hat):
    size = y.size(0) * y.size(1)
    return -torch.sum(y * torch.log(y_hat)) / size, -(y / y_hat) / size
