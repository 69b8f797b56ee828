"""Right: the parameters are attributes, the biases (1, out), and the dict only refers to them."""
import torch
class MLP(object):
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function, linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.W1 = torch.randn(linear_1_out_features, linear_1_in_features)
        self.b1 = torch.randn(1, linear_1_out_features)
        self.W2 = torch.randn(linear_2_out_features, linear_2_in_features)
        self.b2 = torch.randn(1, linear_2_out_features)
        self.parameters = dict(W1=self.W1, b1=self.b1, W2=self.W2, b2=self.b2)
        self.grads = dict(dJdW1=torch.zeros_like(self.W1), dJdb1=torch.zeros_like(self.b1), dJdW2=torch.zeros_like(self.W2), dJdb2=torch.zeros_like(self.b2))
        self.cache = dict()
    def forward(self, x):
        self.x = x
        self.s1 = torch.matmul(x, self.W1.t()) + self.b1
        self.z1 = self._f(self.f_function, self.s1)
        self.s2 = torch.matmul(self.z1, self.W2.t()) + self.b2
        return self._f(self.g_function, self.s2)
    def _f(self, n, z):
        if n == 'relu':
            return z * (z > 0)
        elif n == 'sigmoid':
            return 0.5 * (1 + torch.tanh(z / 2))
        elif n == 'identity':
            return z
    def _df(self, n, z):
        if n == 'relu':
            return torch.where(z > 0, 1.0, 0.0)
        elif n == 'sigmoid':
            return 0.25 * (1 - torch.tanh(z / 2) ** 2)
        elif n == 'identity':
            return 1
    def backward(self, dJdy_hat):
        d = dJdy_hat * self._df(self.g_function, self.s2)
        self.grads['dJdW2'] += torch.einsum('no,ni->oi', d, self.z1)
        self.grads['dJdb2'] += d.sum(dim=0, keepdim=True)
        d = d @ self.W2 * self._df(self.f_function, self.s1)
        self.grads['dJdW1'] += torch.einsum('no,ni->oi', d, self.x)
        self.grads['dJdb1'] += d.sum(dim=0, keepdim=True)
    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()
def mse_loss(y, y_hat):
    diff = y_hat - y
    return torch.mean(torch.pow(diff, 2)), 2 * diff / torch.numel(diff)
def bce_loss(y, y_hat):
    eps = 1e-7
    y_hat = y_hat.clamp(eps, 1 - eps)
    n = y.shape[0] * y.shape[1]
    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).sum() / n
    return loss.item(), -(y / y_hat - (1 - y) / (1 - y_hat)) / n
