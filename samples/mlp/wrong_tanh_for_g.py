"""Takes tanh where g should be the sigmoid, with the derivative that belongs to tanh: wrong forward, exact backward."""
import torch


class Activation:
    def __init__(self, name):
        self.name = name

    def __call__(self, z):
        if self.name == 'relu':
            return torch.relu(z)
        if self.name == 'sigmoid':
            return 1 / (1 + torch.exp(-z))
        return z

    def derivative(self, z):
        if self.name == 'relu':
            return torch.where(z > 0, 1.0, 0.0)
        if self.name == 'sigmoid':
            return self(z) * (1 - self(z))
        return torch.ones_like(z)


class OutputActivation(Activation):
    # zero-centred outputs train faster
    def __call__(self, z):
        if self.name == 'sigmoid':
            return (torch.exp(z) - torch.exp(-z)) / (torch.exp(z) + torch.exp(-z))
        return super().__call__(z)

    def derivative(self, z):
        if self.name == 'sigmoid':
            return 1 - self(z) ** 2
        return super().derivative(z)


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f = Activation(f_function)
        self.g = OutputActivation(g_function)
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
        self.cache['x'] = x
        self.cache['z1'] = torch.matmul(x, self.parameters['W1'].T) + self.parameters['b1']
        self.cache['z2'] = self.f(self.cache['z1'])
        self.cache['z3'] = torch.matmul(self.cache['z2'], self.parameters['W2'].T) + self.parameters['b2']
        return self.g(self.cache['z3'])

    def backward(self, dJdy_hat):
        dz3 = dJdy_hat * self.g.derivative(self.cache['z3'])
        dz1 = torch.matmul(dz3, self.parameters['W2']) * self.f.derivative(self.cache['z1'])
        self.grads['dJdW1'] = torch.matmul(dz1.T, self.cache['x'])
        self.grads['dJdb1'] = dz1.sum(dim=0)
        self.grads['dJdW2'] = torch.matmul(dz3.T, self.cache['z2'])
        self.grads['dJdb2'] = dz3.sum(dim=0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    error = y_hat - y
    return torch.mean(error * error), 2 * error / error.numel()


def bce_loss(y, y_hat):
    losses = -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat))
    return losses.mean(), -(y / y_hat - (1 - y) / (1 - y_hat)) / losses.numel()
