"""Right values, and backward multiplies dJdy_hat in place: the caller's array is not the same afterwards."""
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
        self.cache['x'] = x
        for layer, name in ((1, self.f_function), (2, self.g_function)):
            z = x @ self.parameters['W%s' % layer].T + self.parameters['b%s' % layer]
            if name == 'relu':
                mask = z > 0
            elif name == 'sigmoid':
                z = torch.sigmoid(z)
                mask = z - z ** 2
            else:
                mask = torch.ones_like(z)
            x = z * mask if name == 'relu' else z
            self.cache['mask%s' % layer] = mask
            self.cache['h%s' % layer] = x
        return x

    def backward(self, dJdy_hat):
        dJdy_hat *= self.cache['mask2']
        self.grads['dJdW2'] += dJdy_hat.T @ self.cache['h1']
        self.grads['dJdb2'] += dJdy_hat.sum(dim=0)
        hidden = dJdy_hat @ self.parameters['W2']
        hidden *= self.cache['mask1']
        self.grads['dJdW1'] += hidden.T @ self.cache['x']
        self.grads['dJdb1'] += hidden.sum(dim=0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    return ((y - y_hat) ** 2).sum().div(y.numel()), (y - y_hat).mul(-2).div(y.numel())


def bce_loss(y, y_hat):
    cross = y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)
    return cross.sum().div(-y.numel()), (y_hat - y).div(y_hat).div(1 - y_hat).div(y.numel())
