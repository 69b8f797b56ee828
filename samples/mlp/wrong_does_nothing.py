"""All that the tests call is there, and none of it does anything."""
import torch
class MLP:
    def __init__(self, a, b, f, c, d, g):
        self.parameters = dict(W1=torch.randn(b, a), b1=torch.randn(b), W2=torch.randn(d, c), b2=torch.randn(d))
        self.grads = dict(dJdW1=torch.zeros(b, a), dJdb1=torch.zeros(b), dJdW2=torch.zeros(d, c), dJdb2=torch.zeros(d))
        self.cache = {}
    def forward(self, x):
        pass
    def backward(self, dJdy_hat):
        pass
    def clear_grad_and_cache(self):
        for g in self.grads: self.grads[g].zero_()
        self.cache = {}
def mse_loss(y, y_hat):
    pass
def bce_loss(y, y_hat):
    pass
