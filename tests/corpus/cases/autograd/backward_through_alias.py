# what: uses loss.backward() under other names
# outcome: {test_backward: refused}
# says: torch's autograd is not allowed in this homework
from right import *
import right
import torch as t
go = getattr(t.Tensor, "back" + "ward")
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W, self.b)]
        with t.enable_grad():
            output = leaves[0] @ leaves[1] + leaves[2]
        go(output, upstream)
        self.gradient = {"W": leaves[1].grad, "b": leaves[2].grad}
        return leaves[0].grad
