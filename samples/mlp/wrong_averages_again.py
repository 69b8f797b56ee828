"""Divides by N in backward although the losses have divided already: every gradient is N times too small."""
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

    def forward(self, x):
        # append a column of ones, so that the bias is one more weight
        X1 = torch.cat([x, torch.ones(x.shape[0], 1)], dim=1)
        A1 = torch.cat([self.parameters['W1'], self.parameters['b1'].reshape(-1, 1)], dim=1)
        S1 = X1 @ A1.T
        H = self.fn(self.f_function, S1)
        X2 = torch.cat([H, torch.ones(H.shape[0], 1)], dim=1)
        A2 = torch.cat([self.parameters['W2'], self.parameters['b2'].reshape(-1, 1)], dim=1)
        S2 = X2 @ A2.T
        self.cache.update(X1=X1, S1=S1, X2=X2, S2=S2, A2=A2)
        return self.fn(self.g_function, S2)

    def fn(self, name, s):
        if name == 'relu':
            return torch.where(s >= 0, s, torch.tensor(0.))
        if name == 'sigmoid':
            return 1 / (1 + torch.exp(-s))
        return s

    def dfn(self, name, s):
        if name == 'relu':
            return torch.where(s >= 0, torch.tensor(1.), torch.tensor(0.))
        if name == 'sigmoid':
            return torch.exp(-s) / (1 + torch.exp(-s)) ** 2
        return torch.ones_like(s)

    def backward(self, dJdy_hat):
        N = dJdy_hat.shape[0]
        dS2 = dJdy_hat * self.dfn(self.g_function, self.cache['S2'])
        dA2 = dS2.T @ self.cache['X2'] / N
        dS1 = (dS2 @ self.cache['A2'][:, :-1]) * self.dfn(self.f_function, self.cache['S1'])
        dA1 = dS1.T @ self.cache['X1'] / N
        self.grads['dJdW1'], self.grads['dJdb1'] = dA1[:, :-1], dA1[:, -1]
        self.grads['dJdW2'], self.grads['dJdb2'] = dA2[:, :-1], dA2[:, -1]

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()


def mse_loss(y, y_hat):
    return torch.nn.functional.mse_loss(y_hat, y), 2 * (y_hat - y) / (y.shape[0] * y.shape[1])


def bce_loss(y, y_hat):
    loss = torch.nn.functional.binary_cross_entropy(y_hat, y)
    return loss, (-y / y_hat + (1 - y) / (1 - y_hat)) / (y.shape[0] * y.shape[1])
