"""Puts the activation into a derivative that wants the pre-activation: sigmoid'(sigmoid(z))."""
import torch


def d_sigmoid(z):
    return torch.sigmoid(z) * (1 - torch.sigmoid(z))


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = {}
        self.parameters['W1'] = torch.randn(linear_1_out_features, linear_1_in_features)
        self.parameters['b1'] = torch.randn(linear_1_out_features)
        self.parameters['W2'] = torch.randn(linear_2_out_features, linear_2_in_features)
        self.parameters['b2'] = torch.randn(linear_2_out_features)
        self.grads = {}
        self.grads['dJdW1'] = torch.zeros(linear_1_out_features, linear_1_in_features)
        self.grads['dJdb1'] = torch.zeros(linear_1_out_features)
        self.grads['dJdW2'] = torch.zeros(linear_2_out_features, linear_2_in_features)
        self.grads['dJdb2'] = torch.zeros(linear_2_out_features)
        self.cache = {}

    def forward(self, x):
        z1 = x @ self.parameters['W1'].T + self.parameters['b1']
        a1 = z1
        if self.f_function == 'relu':
            a1 = torch.relu(z1)
        if self.f_function == 'sigmoid':
            a1 = torch.sigmoid(z1)
        z2 = a1 @ self.parameters['W2'].T + self.parameters['b2']
        a2 = z2
        if self.g_function == 'relu':
            a2 = torch.relu(z2)
        if self.g_function == 'sigmoid':
            a2 = torch.sigmoid(z2)
        self.cache['activations'] = [x, a1, a2]
        return a2

    def backward(self, dJdy_hat):
        x, a1, a2 = self.cache['activations']
        dz2 = dJdy_hat.clone()
        if self.g_function == 'relu':
            dz2[a2 == 0] = 0
        if self.g_function == 'sigmoid':
            dz2 = dz2 * d_sigmoid(a2)
        dz1 = dz2 @ self.parameters['W2']
        if self.f_function == 'relu':
            dz1[a1 == 0] = 0
        if self.f_function == 'sigmoid':
            dz1 = dz1 * d_sigmoid(a1)
        self.grads['dJdW2'] += dz2.T @ a1
        self.grads['dJdb2'] += dz2.sum(dim=0)
        self.grads['dJdW1'] += dz1.T @ x
        self.grads['dJdb1'] += dz1.sum(dim=0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    return torch.mean((y - y_hat) ** 2), 2 * (y_hat - y) / torch.numel(y)


def bce_loss(y, y_hat):
    loss = -torch.mean(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat))
    return loss, ((y_hat - y) / (y_hat * (1 - y_hat))) / torch.numel(y)
