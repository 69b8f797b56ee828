"""Another year's convention: the loss is half a mean, its gradient is undivided, and backward divides by N."""
import torch

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

    def forward(self, x):
        m = x.shape[0]
        A0 = x
        Z1 = A0 @ self.parameters['W1'].T + self.parameters['b1']
        A1 = self.g(Z1, self.f_function)
        Z2 = A1 @ self.parameters['W2'].T + self.parameters['b2']
        A2 = self.g(Z2, self.g_function)
        self.cache = {'m': m, 'A0': A0, 'A1': A1, 'A2': A2}
        return A2

    def g(self, Z, kind):
        if kind == 'relu':
            return Z.clamp(min=0)
        return 1 / (1 + torch.exp(-Z)) if kind == 'sigmoid' else Z

    def g_prime(self, A, kind):
        if kind == 'relu':
            return (A > 0).float()
        return A * (1 - A) if kind == 'sigmoid' else torch.ones_like(A)

    def backward(self, dJdy_hat):
        m = self.cache['m']
        dZ2 = dJdy_hat * self.g_prime(self.cache['A2'], self.g_function)
        dZ1 = dZ2 @ self.parameters['W2'] * self.g_prime(self.cache['A1'], self.f_function)
        self.grads['dJdW2'] = dZ2.T @ self.cache['A1'] / m
        self.grads['dJdb2'] = dZ2.sum(0) / m
        self.grads['dJdW1'] = dZ1.T @ self.cache['A0'] / m
        self.grads['dJdb1'] = dZ1.sum(0) / m

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()

def mse_loss(y, y_hat):
    return 0.5 * ((y_hat - y) ** 2).mean(), y_hat - y

def bce_loss(y, y_hat):
    loss = -(y * torch.log(y_hat) + (1 - y) * torch.log(1 - y_hat)).mean()
    return loss, (1 - y) / (1 - y_hat) - y / y_hat
