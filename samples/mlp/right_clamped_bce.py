"""Clamps the probabilities of the cross entropy at 1e-7 and applies relu in place to its own arrays."""
import torch

EPS = 1e-7


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
        z = x.matmul(self.parameters['W1'].t()).add_(self.parameters['b1'])
        self.cache['x'], self.cache['h'] = x, self.inplace(self.f_function, z)
        z = self.cache['h'].matmul(self.parameters['W2'].t()).add_(self.parameters['b2'])
        self.cache['y_hat'] = self.inplace(self.g_function, z)
        return self.cache['y_hat']

    def inplace(self, name, z):
        if name == 'relu':
            z[z < 0] = 0
        if name == 'sigmoid':
            z.sigmoid_()
        return z

    def back(self, name, value, grad):
        grad = grad.clone()
        if name == 'relu':
            grad[value <= 0] = 0
        if name == 'sigmoid':
            grad *= value
            grad *= 1 - value
        return grad

    def backward(self, dJdy_hat):
        grad = self.back(self.g_function, self.cache['y_hat'], dJdy_hat)
        self.grads['dJdW2'][:] = grad.t() @ self.cache['h']
        self.grads['dJdb2'][:] = grad.sum(0)
        grad = self.back(self.f_function, self.cache['h'], grad @ self.parameters['W2'])
        self.grads['dJdW1'][:] = grad.t() @ self.cache['x']
        self.grads['dJdb1'][:] = grad.sum(0)

    def clear_grad_and_cache(self):
        for key in self.grads:
            self.grads[key].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    loss = torch.mean(torch.square(y_hat - y))
    dJdy_hat = torch.mul(y_hat - y, 2.0).div(y.numel())
    return loss, dJdy_hat


def bce_loss(y, y_hat):
    p = torch.clamp(y_hat, EPS, 1 - EPS)
    loss = torch.mean(-y * torch.log(p + EPS) - (1 - y) * torch.log(1 - p + EPS))
    dJdy_hat = (p - y) / (p * (1 - p) + EPS) / y.numel()
    return loss, dJdy_hat
