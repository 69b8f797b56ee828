"""Right: backward stores numpy arrays, and clearing makes new ones."""
import torch
import numpy as np

class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function, linear_2_in_features, linear_2_out_features, g_function):
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
        s1 = x @ self.parameters['W1'].T + self.parameters['b1']
        a1 = self.act(self.f_function, s1)
        s2 = a1 @ self.parameters['W2'].T + self.parameters['b2']
        y_hat = self.act(self.g_function, s2)
        self.cache = dict(x=x, s1=s1, a1=a1, s2=s2, y_hat=y_hat)
        return y_hat

    def act(self, name, s):
        if name == 'relu':
            return s.clamp(min=0)
        if name == 'sigmoid':
            return 1 / (1 + torch.exp(-s))
        return s

    def der(self, name, s, a):
        if name == 'relu':
            return (s > 0).float()
        if name == 'sigmoid':
            return a * (1 - a)
        return torch.ones_like(s)

    def backward(self, dJdy_hat):
        c = self.cache
        ds2 = dJdy_hat * self.der(self.g_function, c['s2'], c['y_hat'])
        self.grads['dJdW2'] = (ds2.T @ c['a1']).numpy()
        self.grads['dJdb2'] = ds2.sum(0).numpy()
        da1 = ds2 @ self.parameters['W2']
        ds1 = da1 * self.der(self.f_function, c['s1'], c['a1'])
        self.grads['dJdW1'] = (ds1.T @ c['x']).numpy()
        self.grads['dJdb1'] = ds1.sum(0).numpy()

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad] = np.zeros_like(self.grads[grad])
        self.cache = dict()

def mse_loss(y, y_hat):
    loss = ((y_hat - y) ** 2).mean()
    dJdy_hat = 2 * (y_hat - y) / y.numel()
    return loss, dJdy_hat

def bce_loss(y, y_hat):
    loss = -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()
    dJdy_hat = (y_hat - y) / (y_hat * (1 - y_hat)) / y.numel()
    return loss, dJdy_hat
