# what: a Function of its own, used through backward
# outcome: {test_backward: refused}
from right import *
import right, torch
class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X, W, b):
        ctx.save_for_backward(X, W)
        return X @ W + b
    @staticmethod
    def backward(ctx, upstream):
        X, W = ctx.saved_tensors
        return upstream @ W.T, X.T @ upstream, upstream.sum(0)
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W, self.b)]
        Linear.apply(*leaves).backward(upstream)
        self.gradient = {"W": leaves[1].grad, "b": leaves[2].grad}
        return leaves[0].grad
