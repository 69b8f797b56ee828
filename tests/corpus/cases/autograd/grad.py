# what: uses torch.autograd.grad
# outcome: {test_backward: refused}
# says: torch's autograd is not allowed in this homework
from right import *
import right
from torch.autograd import grad as derive
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W, self.b)]
        dX, dW, db = derive(leaves[0] @ leaves[1] + leaves[2], leaves, upstream)
        self.gradient = {"W": dW, "b": db}
        return dX
