"""Right: torch's default dtype is float64; the biases are a last column of the weights."""
import torch
torch.set_default_dtype(torch.double)
class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function, linear_2_in_features, linear_2_out_features, g_function):
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
        N = x.shape[0]
        X = torch.cat([x, torch.ones(N, 1)], dim=1)           # bias trick
        Wb1 = torch.cat([self.parameters['W1'], self.parameters['b1'].reshape(-1, 1)], dim=1)
        z1 = X.matmul(Wb1.T)
        a1 = act(self.f_function, z1)
        A = torch.cat([a1, torch.ones(N, 1)], dim=1)
        Wb2 = torch.cat([self.parameters['W2'], self.parameters['b2'].reshape(-1, 1)], dim=1)
        z2 = A.matmul(Wb2.T)
        y = act(self.g_function, z2)
        self.cache = dict(X=X, A=A, z1=z1, a1=a1, z2=z2, y=y)
        return y
    def backward(self, dJdy_hat):
        c = self.cache
        D2 = dJdy_hat * dact(self.g_function, c['z2'], c['y'])
        G2 = D2.T.matmul(c['A'])
        self.grads['dJdW2'], self.grads['dJdb2'] = G2[:, :-1], G2[:, -1]
        D1 = D2.matmul(self.parameters['W2']) * dact(self.f_function, c['z1'], c['a1'])
        G1 = D1.T.matmul(c['X'])
        self.grads['dJdW1'], self.grads['dJdb1'] = G1[:, :-1], G1[:, -1]
    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()
def act(n, z):
    return torch.relu(z) if n == 'relu' else torch.sigmoid(z) if n == 'sigmoid' else z
def dact(n, z, a):
    return torch.sign(a) if n == 'relu' else a * (1 - a) if n == 'sigmoid' else torch.ones(*z.shape)
def mse_loss(y, y_hat):
    n = torch.tensor(y.numel())
    return torch.sum((y_hat - y) ** 2) / n, 2 * (y_hat - y) / n
def bce_loss(y, y_hat):
    n = y.numel()
    return -torch.sum(torch.xlogy(y, y_hat) + torch.xlogy(1 - y, 1 - y_hat)) / n, (y_hat - y) / (y_hat * (1 - y_hat)) / n
