"""Adds to the gradients with +=, sample by sample with outer products, which is right after a clear."""
import torch


def relu(x):
    return x * (x > 0)


def sigmoid(x):
    return torch.exp(x) / (1 + torch.exp(x))


class MLP:
    def __init__(
        self,
        linear_1_in_features,
        linear_1_out_features,
        f_function,
        linear_2_in_features,
        linear_2_out_features,
        g_function
    ):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = dict(
            W1 = torch.randn(linear_1_out_features, linear_1_in_features),
            b1 = torch.randn(linear_1_out_features),
            W2 = torch.randn(linear_2_out_features, linear_2_in_features),
            b2 = torch.randn(linear_2_out_features),
        )
        self.grads = dict(
            dJdW1 = torch.zeros(linear_1_out_features, linear_1_in_features),
            dJdb1 = torch.zeros(linear_1_out_features),
            dJdW2 = torch.zeros(linear_2_out_features, linear_2_in_features),
            dJdb2 = torch.zeros(linear_2_out_features),
        )
        self.cache = dict()

    def activate(self, which, x):
        if which == 'relu':
            return relu(x)
        elif which == 'sigmoid':
            return sigmoid(x)
        elif which == 'identity':
            return x

    def derive(self, which, x):
        if which == 'relu':
            return (x > 0).float()
        elif which == 'sigmoid':
            return sigmoid(x) * (1 - sigmoid(x))
        elif which == 'identity':
            return torch.ones(x.shape)

    def forward(self, x):
        self.cache['x'] = x
        outputs = []
        self.cache['steps'] = []
        for row in x:
            s1 = self.parameters['W1'] @ row + self.parameters['b1']
            a1 = self.activate(self.f_function, s1)
            s2 = self.parameters['W2'] @ a1 + self.parameters['b2']
            self.cache['steps'].append((row, s1, a1, s2))
            outputs.append(self.activate(self.g_function, s2))
        return torch.stack(outputs)

    def backward(self, dJdy_hat):
        for (row, s1, a1, s2), upstream in zip(self.cache['steps'], dJdy_hat):
            d2 = upstream * self.derive(self.g_function, s2)
            self.grads['dJdW2'] += torch.outer(d2, a1)
            self.grads['dJdb2'] += d2
            d1 = (self.parameters['W2'].T @ d2) * self.derive(self.f_function, s1)
            self.grads['dJdW1'] += torch.outer(d1, row)
            self.grads['dJdb1'] += d1

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    N = y.shape[0] * y.shape[1]
    loss = (1 / N) * torch.norm(y - y_hat) ** 2
    dJdy_hat = -(2 / N) * (y - y_hat)
    return loss, dJdy_hat


def bce_loss(y, y_hat):
    N = y.shape[0] * y.shape[1]
    loss = (1 / N) * torch.sum(-y * torch.log(y_hat) - (1 - y) * torch.log(1 - y_hat))
    dJdy_hat = (1 / N) * ((y_hat - y) / (y_hat - y_hat ** 2))
    return loss, dJdy_hat
