"""Squeezes the output of the second layer, so that a network with one output returns (N,), not (N, 1), and backward fails."""
import torch


def sigma(t):
    return (1 + torch.exp(-t)).reciprocal()


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = {
            'W1': torch.randn(linear_1_out_features, linear_1_in_features),
            'b1': torch.randn(linear_1_out_features),
            'W2': torch.randn(linear_2_out_features, linear_2_in_features),
            'b2': torch.randn(linear_2_out_features),
        }
        self.grads = {
            'dJdW1': torch.zeros(linear_1_out_features, linear_1_in_features),
            'dJdb1': torch.zeros(linear_1_out_features),
            'dJdW2': torch.zeros(linear_2_out_features, linear_2_in_features),
            'dJdb2': torch.zeros(linear_2_out_features),
        }
        self.cache = {}

    def forward(self, x):
        self.cache['x'] = x.unsqueeze(2)                                                    # N, in1, 1
        self.cache['z1'] = self.parameters['W1'] @ self.cache['x'] + self.parameters['b1'].unsqueeze(1)
        self.cache['z2'] = self.apply(self.f_function, self.cache['z1'])                    # N, out1, 1
        self.cache['z3'] = self.parameters['W2'] @ self.cache['z2'] + self.parameters['b2'].unsqueeze(1)
        self.cache['z3'] = self.cache['z3'].squeeze()                                       # N, out2
        return self.apply(self.g_function, self.cache['z3'])

    def apply(self, function, z):
        if function == 'relu':
            return z.relu()
        elif function == 'sigmoid':
            return sigma(z)
        return z

    def derivative(self, function, z):
        if function == 'relu':
            return (z > 0).to(torch.float32)
        elif function == 'sigmoid':
            return sigma(z) * sigma(-z)
        return torch.ones(z.size())

    def backward(self, dJdy_hat):
        d3 = dJdy_hat * self.derivative(self.g_function, self.cache['z3'])                  # N, out2
        d2 = d3 @ self.parameters['W2']
        d1 = d2 * self.derivative(self.f_function, self.cache['z1']).squeeze(2)
        self.grads['dJdW2'] = torch.bmm(d3.unsqueeze(2), self.cache['z2'].transpose(1, 2)).sum(0)
        self.grads['dJdb2'] = d3.sum(0)
        self.grads['dJdW1'] = torch.bmm(d1.unsqueeze(2), self.cache['x'].transpose(1, 2)).sum(0)
        self.grads['dJdb1'] = d1.sum(0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    return (y_hat - y).pow(2).mean(), 2 * (y_hat - y) / y.numel()


def bce_loss(y, y_hat):
    loss = -torch.where(y == 1, y_hat, 1 - y_hat).log().mean()
    return loss, (y_hat - y) / (y_hat - y_hat.pow(2)) / y.numel()
