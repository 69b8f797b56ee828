"""Builds full Jacobian matrices per sample, with diagonal matrices for the functions, straight from the theory part."""
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
        z1 = torch.addmm(self.parameters['b1'], x, self.parameters['W1'].T)
        z2 = getattr(self, self.f_function)(z1)
        z3 = torch.addmm(self.parameters['b2'], z2, self.parameters['W2'].T)
        y_hat = getattr(self, self.g_function)(z3)
        self.cache = dict(x=x, z1=z1, z2=z2, z3=z3, y_hat=y_hat)
        return y_hat

    def relu(self, z):
        return torch.nn.functional.relu(z)

    def sigmoid(self, z):
        return torch.nn.functional.sigmoid(z)

    def identity(self, z):
        return z

    def jacobian(self, name, z):
        """(n,) -> (n, n)"""
        if name == 'relu':
            return torch.diag((z > 0) * 1.0)
        elif name == 'sigmoid':
            s = self.sigmoid(z)
            return torch.diag(s * (1 - s))
        elif name == 'identity':
            return torch.eye(z.shape[0])

    def backward(self, dJdy_hat):
        W2 = self.parameters['W2']
        totals = [torch.zeros_like(self.parameters[k]) for k in ('W1', 'b1', 'W2', 'b2')]
        for n in range(dJdy_hat.shape[0]):
            dJdy = dJdy_hat[n:n + 1]                                                  # 1 x out2
            dydz3 = self.jacobian(self.g_function, self.cache['z3'][n])               # out2 x out2
            dz2dz1 = self.jacobian(self.f_function, self.cache['z1'][n])              # out1 x out1
            dJdz3 = dJdy @ dydz3                                                      # 1 x out2
            dJdz1 = dJdz3 @ W2 @ dz2dz1                                               # 1 x out1
            totals[0] += (self.cache['x'][n].reshape(-1, 1) @ dJdz1).T
            totals[1] += dJdz1.reshape(-1)
            totals[2] += (self.cache['z2'][n].reshape(-1, 1) @ dJdz3).T
            totals[3] += dJdz3.reshape(-1)
        for key, total in zip(('dJdW1', 'dJdb1', 'dJdW2', 'dJdb2'), totals):
            self.grads[key] = total

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    N, K = y.shape
    loss = sum(torch.dot(r, r) for r in y_hat - y) / (N * K)
    return loss, 2 * (y_hat - y) / (N * K)


def bce_loss(y, y_hat):
    N, K = y.shape
    terms = torch.zeros(N, K)
    grads = torch.zeros(N, K)
    ones = y == 1
    terms[ones] = -torch.log(y_hat[ones])
    terms[~ones] = -torch.log(1 - y_hat[~ones])
    grads[ones] = -1 / y_hat[ones]
    grads[~ones] = 1 / (1 - y_hat[~ones])
    return terms.sum() / (N * K), grads / (N * K)
