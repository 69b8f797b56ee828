"""Stores the gradients of the weights the other way round, x^T d instead of d^T x."""
import torch

relu = torch.nn.ReLU()
sigmoid = torch.nn.Sigmoid()


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        functions = {'relu': relu, 'sigmoid': sigmoid, 'identity': torch.nn.Identity()}
        self.f, self.g = functions[f_function], functions[g_function]
        self.f_function, self.g_function = f_function, g_function
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
        p = self.parameters
        self.cache['x'] = x
        self.cache['z'] = self.f(x @ p['W1'].T + p['b1'])
        self.cache['y'] = self.g(self.cache['z'] @ p['W2'].T + p['b2'])
        return self.cache['y']

    def slope(self, function, value):
        slopes = {'relu': value > 0, 'sigmoid': value * (1 - value), 'identity': torch.ones_like(value)}
        return slopes[function]

    def backward(self, dJdy_hat):
        d2 = dJdy_hat * self.slope(self.g_function, self.cache['y'])
        d1 = torch.matmul(d2, self.parameters['W2']) * self.slope(self.f_function, self.cache['z'])
        self.grads['dJdW1'] = torch.matmul(self.cache['x'].T, d1)
        self.grads['dJdb1'] = torch.sum(d1, 0)
        self.grads['dJdW2'] = torch.matmul(self.cache['z'].T, d2)
        self.grads['dJdb2'] = torch.sum(d2, 0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    loss = torch.nn.MSELoss()(y_hat, y)
    return loss, 2 * (y_hat - y) / (len(y) * len(y[0]))


def bce_loss(y, y_hat):
    loss = torch.nn.BCELoss()(y_hat, y)
    return loss, (y_hat - y) / (y_hat * (1 - y_hat)) / (len(y) * len(y[0]))
