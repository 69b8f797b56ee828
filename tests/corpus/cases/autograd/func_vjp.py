# what: uses torch.func.vjp
# outcome: {test_backward: refused}
from right import *
import right
from torch.func import vjp
class Layer(right.Layer):
    def backward(self, upstream):
        _, pull = vjp(lambda X, W, b: X @ W + b, self.X, self.W, self.b)
        dX, dW, db = pull(upstream)
        self.gradient = {"W": dW, "b": db}
        return dX
