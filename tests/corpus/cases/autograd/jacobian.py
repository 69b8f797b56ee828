# what: uses torch.autograd.functional
# outcome: {test_backward: refused}
from right import *
import right, torch
class Layer(right.Layer):
    def backward(self, upstream):
        dX, dW, db = torch.autograd.functional.vjp(lambda X, W, b: X @ W + b, (self.X, self.W, self.b), upstream)[1]
        self.gradient = {"W": dW, "b": db}
        return dX
