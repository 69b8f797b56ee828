"""mse_loss returns the loss and forgets its gradient; bce_loss was done later, and right."""
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
        self.cache['z1'] = torch.matmul(x, self.parameters['W1'].T) + self.parameters['b1']
        self.cache['z2'] = self.func(self.cache['z1'], self.f_function)
        self.cache['z3'] = torch.matmul(self.cache['z2'], self.parameters['W2'].T) + self.parameters['b2']
        self.cache['y_hat'] = self.func(self.cache['z3'], self.g_function)
        return self.cache['y_hat']

    def func(self, z, func):
        if func == 'relu':
            return torch.relu(z)
        elif func == 'sigmoid':
            return torch.sigmoid(z)
        elif func == 'identity':
            return z
        else:
            raise NotImplementedError(func)

    def func_grad(self, z, func):
        if func == 'relu':
            return z > 0
        elif func == 'sigmoid':
            return torch.sigmoid(z) * (1 - torch.sigmoid(z))
        elif func == 'identity':
            return torch.ones_like(z)
        else:
            raise NotImplementedError(func)

    def backward(self, dJdy_hat):
        dydz3 = self.func_grad(self.cache['z3'], self.g_function)
        dz2dz1 = self.func_grad(self.cache['z1'], self.f_function)
        self.grads['dJdb2'] = torch.sum(dJdy_hat * dydz3, dim=0)
        self.grads['dJdW2'] = torch.matmul((dJdy_hat * dydz3).T, self.cache['z2'])
        self.grads['dJdb1'] = torch.sum(torch.matmul(dJdy_hat * dydz3, self.parameters['W2']) * dz2dz1, dim=0)
        self.grads['dJdW1'] = torch.matmul((torch.matmul(dJdy_hat * dydz3, self.parameters['W2']) * dz2dz1).T,
                                           self.cache['x'])

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    return torch.mean((y_hat - y) ** 2)


def bce_loss(y, y_hat):
    loss = torch.mean(-y * torch.log(y_hat) - (1 - y) * torch.log(1 - y_hat))
    dJdy_hat = (y_hat - y) / (y_hat * (1 - y_hat)) / torch.numel(y)
    return loss, dJdy_hat
