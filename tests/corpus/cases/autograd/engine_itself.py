# what: calls the engine by its own name
# outcome: {test_backward: error}
# why: with nothing recorded, the engine itself has nothing to do
# says: does not require grad
from right import *
import right, torch
class Layer(right.Layer):
    def backward(self, upstream):
        leaves = [x.detach().requires_grad_() for x in (self.X, self.W, self.b)]
        output = leaves[0] @ leaves[1] + leaves[2]
        torch._C._ImperativeEngine().run_backward(
            (output,), (upstream,), False, False, (), allow_unreachable=True, accumulate_grad=True)
        self.gradient = {"W": leaves[1].grad, "b": leaves[2].grad}
        return leaves[0].grad
