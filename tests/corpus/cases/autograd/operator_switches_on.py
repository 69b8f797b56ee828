# what: switches recording on by the operator of that name, and asks the engine by another operator
# outcome: {test_backward: error}
# says: does not require grad
# why: nothing is recorded, so the engine has nothing to do
from right import *
import right, torch
class Layer(right.Layer):
    def backward(self, upstream):
        torch.ops.aten.set_grad_enabled(True)
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W, self.b)]
        torch.ops.aten._backward(leaves[0] @ leaves[1] + leaves[2], leaves, upstream)
        self.gradient = {"W": leaves[1].grad, "b": leaves[2].grad}
        return leaves[0].grad
