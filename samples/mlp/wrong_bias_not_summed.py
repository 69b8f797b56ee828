"""Leaves the gradients of the biases as (N, out): one row per sample, not summed over the batch."""
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
        z1 = torch.add(torch.matmul(x, self.parameters['W1'].T), self.parameters['b1'])
        z2, self.cache['dz2_dz1'] = eval_function(self.f_function, z1)
        z3 = torch.add(torch.matmul(z2, self.parameters['W2'].T), self.parameters['b2'])
        y_hat, self.cache['dy_hat_dz3'] = eval_function(self.g_function, z3)
        self.cache['x'] = x
        self.cache['z2'] = z2
        return y_hat

    def backward(self, dJdy_hat):
        dJdz3 = torch.mul(dJdy_hat, self.cache['dy_hat_dz3'])
        dJdz2 = torch.matmul(dJdz3, self.parameters['W2'])
        dJdz1 = torch.mul(dJdz2, self.cache['dz2_dz1'])
        self.grads['dJdW1'] = torch.matmul(dJdz1.T, self.cache['x'])
        self.grads['dJdb1'] = dJdz1
        self.grads['dJdW2'] = torch.matmul(dJdz3.T, self.cache['z2'])
        self.grads['dJdb2'] = dJdz3

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def eval_function(name, z):
    """value and derivative"""
    if name == 'relu':
        return torch.relu(z), (z > 0).float()
    if name == 'sigmoid':
        e = torch.exp(-z)
        return 1 / (1 + e), e / (1 + e) ** 2
    if name == 'identity':
        return z, torch.ones_like(z)


def mse_loss(y, y_hat):
    number = y.shape[0] * y.shape[1]
    return torch.sum((y - y_hat) ** 2) / number, -2 * (y - y_hat) / number


def bce_loss(y, y_hat):
    number = y.shape[0] * y.shape[1]
    loss = -torch.sum(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)) / number
    return loss, -((y / y_hat) - (1 - y) / (1 - y_hat)) / number
