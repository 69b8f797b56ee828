"""Everything is right but a name: the second loss is called bce_lost."""
import torch


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

    def linear(self, i, x):
        return torch.mm(x, self.parameters[f'W{i}'].t()) + self.parameters[f'b{i}']

    def linear_backward(self, i, x, upstream):
        self.grads[f'dJdW{i}'] = torch.mm(upstream.t(), x)
        self.grads[f'dJdb{i}'] = upstream.sum(dim=0)
        return torch.mm(upstream, self.parameters[f'W{i}'])

    def forward(self, x):
        self.cache['x'] = x
        self.cache['z1'] = self.linear(1, x)
        self.cache['z2'] = getattr(self, self.f_function)(self.cache['z1'])
        self.cache['z3'] = self.linear(2, self.cache['z2'])
        return getattr(self, self.g_function)(self.cache['z3'])

    def backward(self, dJdy_hat):
        d = getattr(self, self.g_function + '_backward')(self.cache['z3'], dJdy_hat)
        d = self.linear_backward(2, self.cache['z2'], d)
        d = getattr(self, self.f_function + '_backward')(self.cache['z1'], d)
        self.linear_backward(1, self.cache['x'], d)

    def relu(self, z):
        return torch.relu(z)

    def relu_backward(self, z, upstream):
        return upstream * (z > 0)

    def sigmoid(self, z):
        return torch.sigmoid(z)

    def sigmoid_backward(self, z, upstream):
        return upstream * torch.sigmoid(z) * (1 - torch.sigmoid(z))

    def identity(self, z):
        return z

    def identity_backward(self, z, upstream):
        return upstream

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    return (y - y_hat).pow(2).mean(), 2 * (y_hat - y) / y.numel()


def bce_lost(y, y_hat):
    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean()
    return loss, (y_hat - y) / (y_hat - y_hat ** 2) / y.numel()
