"""The losses' gradients divide by nothing, and backward divides by N * K: right together."""
import torch


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
        W1, b1, W2, b2 = (self.parameters[k] for k in ('W1', 'b1', 'W2', 'b2'))
        s1 = torch.mm(x, torch.transpose(W1, 0, 1)) + b1
        if self.f_function == 'relu':
            a1 = torch.max(s1, torch.zeros_like(s1))
        elif self.f_function == 'sigmoid':
            a1 = 1.0 / (1.0 + torch.exp(-s1))
        else:
            a1 = s1
        s2 = torch.mm(a1, torch.transpose(W2, 0, 1)) + b2
        if self.g_function == 'relu':
            y_hat = torch.max(s2, torch.zeros_like(s2))
        elif self.g_function == 'sigmoid':
            y_hat = 1.0 / (1.0 + torch.exp(-s2))
        else:
            y_hat = s2
        self.cache['x'] = x
        self.cache['s1'] = s1
        self.cache['a1'] = a1
        self.cache['s2'] = s2
        self.cache['y_hat'] = y_hat
        return y_hat

    def backward(self, dJdy_hat):
        x, s1, a1 = self.cache['x'], self.cache['s1'], self.cache['a1']
        s2, y_hat = self.cache['s2'], self.cache['y_hat']

        if self.g_function == 'relu':
            dy_hat_ds2 = torch.where(s2 > 0, torch.ones_like(s2), torch.zeros_like(s2))
        elif self.g_function == 'sigmoid':
            dy_hat_ds2 = y_hat * (1 - y_hat)
        else:
            dy_hat_ds2 = torch.ones_like(s2)
        dJds2 = torch.mul(dJdy_hat, dy_hat_ds2) / dJdy_hat.numel()

        if self.f_function == 'relu':
            da1_ds1 = torch.where(s1 > 0, torch.ones_like(s1), torch.zeros_like(s1))
        elif self.f_function == 'sigmoid':
            da1_ds1 = a1 * (1 - a1)
        else:
            da1_ds1 = torch.ones_like(s1)
        dJds1 = torch.mul(torch.mm(dJds2, self.parameters['W2']), da1_ds1)

        self.grads['dJdW2'] = torch.mm(torch.transpose(dJds2, 0, 1), a1)
        self.grads['dJdb2'] = torch.sum(dJds2, dim=0)
        self.grads['dJdW1'] = torch.mm(torch.transpose(dJds1, 0, 1), x)
        self.grads['dJdb1'] = torch.sum(dJds1, dim=0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    n, k = y.shape
    diff = y_hat - y
    loss = torch.sum(diff ** 2) / (n * k)
    dJdy_hat = 2 * diff
    return loss, dJdy_hat


def bce_loss(y, y_hat):
    n, k = y.shape
    loss = -torch.sum(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)) / (n * k)
    dJdy_hat = (-y / y_hat + (1 - y) / (1 - y_hat))
    return loss, dJdy_hat
