"""forward computes y_hat, keeps it, and forgets to return it; backward is right."""
import torch


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
        z1 = x @ self.parameters['W1'].T + self.parameters['b1']
        if self.f_function == 'relu':
            z2, slope1 = torch.relu(z1), (z1 > 0).float()
        elif self.f_function == 'sigmoid':
            z2 = torch.sigmoid(z1)
            slope1 = z2 * (1 - z2)
        else:
            z2, slope1 = z1, torch.ones_like(z1)
        z3 = z2 @ self.parameters['W2'].T + self.parameters['b2']
        if self.g_function == 'relu':
            y_hat, slope2 = torch.relu(z3), (z3 > 0).float()
        elif self.g_function == 'sigmoid':
            y_hat = torch.sigmoid(z3)
            slope2 = y_hat * (1 - y_hat)
        else:
            y_hat, slope2 = z3, torch.ones_like(z3)
        self.cache['all'] = x, slope1, z2, slope2
        self.y_hat = y_hat

    def backward(self, dJdy_hat):
        x, slope1, z2, slope2 = self.cache['all']
        upper = dJdy_hat * slope2
        lower = (upper @ self.parameters['W2']) * slope1
        self.grads['dJdW1'] += (lower[:, :, None] * x[:, None, :]).sum(0)
        self.grads['dJdb1'] += lower.sum(0)
        self.grads['dJdW2'] += (upper[:, :, None] * z2[:, None, :]).sum(0)
        self.grads['dJdb2'] += upper.sum(0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    return ((y_hat - y) ** 2).mean().item(), (2 / y.numel() * (y_hat - y))


def bce_loss(y, y_hat):
    loss = (-torch.log(torch.where(y == 1, y_hat, 1 - y_hat))).mean().item()
    return loss, torch.where(y == 1, -1 / y_hat, 1 / (1 - y_hat)) / y.numel()
